// A token goes round a ring of 503 virtual threads (the thread ring of the Benchmarks Game).
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;

class Main {
    static final int SIZE = 503;

    static void turn(int passes) throws InterruptedException {
        var done = new CountDownLatch(1);
        var links = new SynchronousQueue[SIZE];
        for (int i = 0; i < SIZE; i++) links[i] = new SynchronousQueue<Integer>();
        var threads = new Thread[SIZE];
        for (int i = 0; i < SIZE; i++) {
            @SuppressWarnings("unchecked") SynchronousQueue<Integer> in = links[i], out = links[(i + 1) % SIZE];
            threads[i] = Thread.startVirtualThread(() -> {
                try {
                    while (true) {
                        int token = in.take();
                        if (token == 0) {
                            done.countDown();
                            return;
                        }
                        out.put(token - 1);
                    }
                } catch (InterruptedException e) {
                    // the ring is taken apart
                }
            });
        }
        @SuppressWarnings("unchecked") SynchronousQueue<Integer> first = links[0];
        first.put(passes);
        done.await();
        for (Thread thread : threads) thread.interrupt();
    }

    public static void main(String[] args) throws InterruptedException {
        turn(500_000);
        int passes = 2_000_000;
        long start = System.nanoTime();
        turn(passes);
        System.out.println("pass " + (System.nanoTime() - start) / passes + " ns");
    }
}
