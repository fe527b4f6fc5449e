// A million async functions sleep for one second at the same time.
const { setTimeout: sleep } = require("node:timers/promises");

async function main() {
  const start = performance.now();
  const sleeping = [];
  for (let i = 0; i < 1000000; i++) sleeping.push(sleep(1000));
  await Promise.all(sleeping);
  console.log(`time ${((performance.now() - start) / 1000).toFixed(3)} s`);
}

main();
