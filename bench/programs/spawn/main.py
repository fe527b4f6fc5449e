# A hundred thousand tasks of asyncio are started, each adds one to a counter and ends.
import asyncio
import time

counter = 0


async def work():
    global counter
    counter += 1


async def everything(n):
    global counter
    counter = 0
    async with asyncio.TaskGroup() as group:
        for _ in range(n):
            group.create_task(work())
    return counter


async def main():
    await everything(30_000)
    n = 100_000
    start = time.perf_counter()
    assert await everything(n) == n
    print(f"thread {(time.perf_counter() - start) * 1e9 / n:.0f} ns")


asyncio.run(main())
