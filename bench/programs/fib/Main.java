// Plain recursion.
class Main {
    static long fib(long n) {
        return n < 2 ? n : fib(n - 1) + fib(n - 2);
    }

    public static void main(String[] args) {
        fib(36);
        long start = System.nanoTime();
        if (fib(38) != 39_088_169) throw new AssertionError();
        System.out.printf(java.util.Locale.ROOT, "time %.3f s%n", (System.nanoTime() - start) / 1e9);
    }
}
