// A million async functions are started, each gives up the event loop once, adds one to a counter and ends.
let counter = 0;

async function work() {
  await null;
  counter++;
}

async function all(n) {
  counter = 0;
  const running = [];
  for (let i = 0; i < n; i++) running.push(work());
  await Promise.all(running);
  return counter;
}

main();
async function main() {
  await all(300000);
  const n = 1000000;
  const start = performance.now();
  if ((await all(n)) !== n) throw new Error("lost some");
  console.log(`thread ${Math.round(((performance.now() - start) * 1e6) / n)} ns`);
}
