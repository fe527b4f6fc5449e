// Plain recursion.
function fib(n) {
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

fib(30);
const start = performance.now();
if (fib(35) !== 9227465) throw new Error("wrong");
console.log(`time ${((performance.now() - start) / 1000).toFixed(3)} s`);
