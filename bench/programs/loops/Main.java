// Integer arithmetic in two nested loops.
class Main {
    static long count(int n) {
        long sum = 0;
        for (long i = 0; i < n; i++) {
            for (long j = 0; j < 10_000; j++) sum = (sum + (i ^ j)) & 0xffffff;
        }
        return sum;
    }

    public static void main(String[] args) {
        count(30_000);
        long start = System.nanoTime();
        long sum = count(100_000);
        System.out.printf(java.util.Locale.ROOT, "time %.3f s%n", (System.nanoTime() - start) / 1e9);
        System.err.println(sum);
    }
}
