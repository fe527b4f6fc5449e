// A million virtual threads sleep for one second at the same time.
import java.time.Duration;
import java.util.concurrent.Executors;

class Main {
    public static void main(String[] args) {
        long start = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 1_000_000; i++) {
                threads.submit(() -> {
                    Thread.sleep(Duration.ofSeconds(1));
                    return 0;
                });
            }
        }
        System.out.printf(java.util.Locale.ROOT, "time %.3f s%n", (System.nanoTime() - start) / 1e9);
    }
}
