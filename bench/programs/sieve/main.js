// The sieve of Eratosthenes up to two million, ten times.
function sieve(limit) {
  const composite = new Uint8Array(limit + 1);
  let count = 0;
  for (let n = 2; n <= limit; n++) {
    if (composite[n] === 0) {
      count++;
      for (let m = n * n; m <= limit; m += n) composite[m] = 1;
    }
  }
  return count;
}

for (let i = 0; i < 10; i++) sieve(2_000_000);
const start = process.hrtime.bigint();
for (let i = 0; i < 50; i++) if (sieve(2_000_000) !== 148_933) throw new Error("wrong");
console.log(`time ${(Number(process.hrtime.bigint() - start) / 1e9).toFixed(3)} s`);
