// Eight virtual threads take one lock in turn to add to one counter.
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;

class Main {
    static int counter;

    static void all(int n) {
        counter = 0;
        var lock = new ReentrantLock();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int t = 0; t < 8; t++) {
                threads.execute(() -> {
                    for (int i = 0; i < n; i++) {
                        lock.lock();
                        try {
                            counter++;
                        } finally {
                            lock.unlock();
                        }
                    }
                });
            }
        }
        if (counter != 8 * n) throw new AssertionError();
    }

    public static void main(String[] args) {
        all(3_000_000);
        int n = 1_000_000;
        long start = System.nanoTime();
        all(n);
        System.out.printf(java.util.Locale.ROOT, "lock %.1f ns%n", (System.nanoTime() - start) / (8.0 * n));
    }
}
