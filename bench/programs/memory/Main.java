// A million virtual threads wait on one latch: by how much the process has grown for each of them.
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

class Main {
    static long resident() throws Exception {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
        throw new AssertionError("no VmRSS in /proc/self/status");
    }

    public static void main(String[] args) throws Exception {
        int n = 1_000_000;
        var ready = new AtomicInteger();
        var gate = new CountDownLatch(1);
        long before = resident();
        for (int i = 0; i < n; i++) {
            Thread.startVirtualThread(() -> {
                ready.incrementAndGet();
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
        while (ready.get() < n) Thread.sleep(10);
        Thread.sleep(100);
        System.out.println("thread " + (resident() - before) / n + " bytes");
        gate.countDown();
    }
}
