// Integer arithmetic in two nested loops.
function count(n) {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < 10000; j++) sum = (sum + (i ^ j)) & 0xffffff;
  }
  return sum;
}

count(30000);
const start = performance.now();
const sum = count(100000);
console.log(`time ${((performance.now() - start) / 1000).toFixed(3)} s`);
console.error(sum);
