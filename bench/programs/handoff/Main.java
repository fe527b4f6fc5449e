// Two virtual threads pass a value back and forth over synchronous queues.
import java.util.concurrent.SynchronousQueue;

class Main {
    static void play(int rounds) throws InterruptedException {
        var ping = new SynchronousQueue<Integer>();
        var pong = new SynchronousQueue<Integer>();
        Thread answer = Thread.startVirtualThread(() -> {
            try {
                for (int i = 0; i < rounds; i++) pong.put(ping.take());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        Thread player = Thread.startVirtualThread(() -> {
            try {
                for (int i = 0; i < rounds; i++) {
                    ping.put(i);
                    pong.take();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        player.join();
        answer.join();
    }

    public static void main(String[] args) throws InterruptedException {
        play(500_000);
        int rounds = 1_000_000;
        long start = System.nanoTime();
        play(rounds);
        System.out.println("hand-off " + (System.nanoTime() - start) / (2 * rounds) + " ns");
    }
}
