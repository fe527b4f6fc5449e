// Four virtual threads put into one queue with room for 128; one takes.
import java.util.concurrent.ArrayBlockingQueue;

class Main {
    static long gather(int each) throws InterruptedException {
        var values = new ArrayBlockingQueue<Integer>(128);
        for (int s = 0; s < 4; s++) {
            Thread.startVirtualThread(() -> {
                try {
                    for (int i = 0; i < each; i++) values.put(i);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
        long[] sum = new long[1];
        Thread.startVirtualThread(() -> {
            try {
                for (int i = 0; i < 4 * each; i++) sum[0] += values.take();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }).join();
        return sum[0];
    }

    public static void main(String[] args) throws InterruptedException {
        gather(6_000_000);
        int each = 3_000_000;
        long start = System.nanoTime();
        if (gather(each) != 2L * each * (each - 1)) throw new AssertionError();
        System.out.println("value " + (System.nanoTime() - start) / (4 * each) + " ns");
    }
}
