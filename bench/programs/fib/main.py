# Plain recursion.
import time


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


fib(25)
start = time.perf_counter()
assert fib(38) == 39_088_169
print(f"time {time.perf_counter() - start:.3f} s")
