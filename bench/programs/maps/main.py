# Counts pseudo-random numbers in a dictionary.
import sys
import time


def count(n):
    counts = {}
    x = 42
    for _ in range(n):
        x = (x * 1_103_515_245 + 12_345) & 0x7FFFFFFF
        key = x >> 15
        counts[key] = counts.get(key, 0) + 1
    print(len(counts), max(counts.values()), file=sys.stderr)


count(500_000)
start = time.perf_counter()
count(4_000_000)
print(f"time {time.perf_counter() - start:.3f} s")
