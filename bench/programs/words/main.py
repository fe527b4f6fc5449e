# Counts the words of a file of 100 MB, line by line.
import os
import tempfile
import time


def block():
    lines = []
    x = 1
    for _ in range(11_000):
        words = []
        for _ in range(10):
            x = (x * 1103515245 + 12345) & 0x7FFFFFFF
            words.append(f"word{(x >> 8) % 20000}")
        lines.append(" ".join(words))
    return "\n".join(lines) + "\n"


def count(path):
    counts = {}
    with open(path) as f:
        for line in f:
            for word in line.split():
                counts[word] = counts.get(word, 0) + 1
    return sum(counts.values())


def fill(path, blocks):
    text = block()
    with open(path, "w") as f:
        for _ in range(blocks):
            f.write(text)


handle, path = tempfile.mkstemp()
os.close(handle)
try:
    fill(path, 10)
    count(path)
    fill(path, 100)
    start = time.perf_counter()
    assert count(path) == 11_000_000
    print(f"time {time.perf_counter() - start:.3f} s")
finally:
    os.remove(path)
