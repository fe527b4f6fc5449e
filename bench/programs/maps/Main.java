// Counts pseudo-random numbers in a map.
import java.util.HashMap;

class Main {
    static long count(int n) {
        var counts = new HashMap<Long, Long>();
        long x = 42;
        for (int i = 0; i < n; i++) {
            x = (x * 1_103_515_245 + 12_345) & 0x7fffffff;
            counts.merge(x >> 15, 1L, Long::sum);
        }
        long most = 0;
        for (long times : counts.values()) most = Math.max(most, times);
        System.err.println(counts.size() + " " + most);
        return most;
    }

    public static void main(String[] args) {
        count(4_000_000);
        long start = System.nanoTime();
        count(4_000_000);
        System.out.printf(java.util.Locale.ROOT, "time %.3f s%n", (System.nanoTime() - start) / 1e9);
    }
}
