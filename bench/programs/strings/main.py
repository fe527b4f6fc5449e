# Builds a text of two million numbers, takes it apart again, and counts the words that contain a 7.
import time


def work(n):
    parts = [f"n{i}" for i in range(n)]
    return sum("7" in word for word in " ".join(parts).split(" "))


work(2_000_000)
start = time.perf_counter()
assert work(2_000_000) == 937_118
print(f"time {time.perf_counter() - start:.3f} s")
