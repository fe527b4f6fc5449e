// Builds a text of two million numbers, takes it apart again, and counts the words that contain a 7.
function work(n) {
  const parts = [];
  for (let i = 0; i < n; i++) parts.push(`n${i}`);
  let found = 0;
  for (const word of parts.join(" ").split(" ")) if (word.includes("7")) found++;
  return found;
}

work(2000000);
const start = performance.now();
if (work(2000000) !== 937118) throw new Error("wrong");
console.log(`time ${((performance.now() - start) / 1000).toFixed(3)} s`);
