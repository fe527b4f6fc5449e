// Counts pseudo-random numbers in a map.
function count(n) {
  const counts = new Map();
  let x = 42;
  for (let i = 0; i < n; i++) {
    x = (Math.imul(x, 1103515245) + 12345) & 0x7fffffff;
    const key = x >> 15;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  let most = 0;
  for (const times of counts.values()) most = Math.max(most, times);
  console.error(counts.size, most);
}

count(4000000);
const start = performance.now();
count(4000000);
console.log(`time ${((performance.now() - start) / 1000).toFixed(3)} s`);
