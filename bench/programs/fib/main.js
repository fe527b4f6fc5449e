// Plain recursion.
function fib(n) {
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

fib(36);
const start = performance.now();
if (fib(38) !== 39088169) throw new Error("wrong");
console.log(`time ${((performance.now() - start) / 1000).toFixed(3)} s`);
