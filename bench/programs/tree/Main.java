// A binary tree of virtual threads with 2^19 leaves; each waits for its two children and gives their sum.
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

class Main {
    static int tree(ExecutorService threads, int depth) throws Exception {
        if (depth == 0) return 1;
        var left = threads.submit(() -> tree(threads, depth - 1));
        var right = threads.submit(() -> tree(threads, depth - 1));
        return left.get() + right.get();
    }

    static int grow(int depth) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.submit(() -> tree(threads, depth)).get();
        }
    }

    public static void main(String[] args) throws Exception {
        for (int i = 0; i < 3; i++) grow(19);
        long start = System.nanoTime();
        if (grow(19) != 524_288) throw new AssertionError();
        System.out.println("thread " + (System.nanoTime() - start) / 1_048_575 + " ns");
    }
}
