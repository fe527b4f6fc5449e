// A million virtual threads are started, each adds one to a counter and ends.
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

class Main {
    static int all(int n) {
        var counter = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < n; i++) threads.execute(counter::incrementAndGet);
        }
        return counter.get();
    }

    public static void main(String[] args) {
        all(5_000_000);
        int n = 1_000_000;
        long start = System.nanoTime();
        if (all(n) != n) throw new AssertionError();
        System.out.println("thread " + (System.nanoTime() - start) / n + " ns");
    }
}
