package sley.compiler.parse;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/// Runs work that recurses as deep as its input nests on a thread whose stack is large enough for everything within the limits of [TokenPass].
public final class DeepStack {
    private static final long BYTES = 512L << 20;

    private DeepStack() {}

    private static final class Deep extends Thread {
        Deep(Runnable work) {
            super(null, work, "sley-compiler", BYTES);
        }
    }

    /// The result of `work`; what it throws is thrown here. Inside of such work, more of it runs on the same thread.
    public static <T> T call(Supplier<T> work) {
        if (Thread.currentThread() instanceof Deep) {
            return work.get();
        }
        var result = new CompletableFuture<T>();
        var thread = new Deep(() -> {
            try {
                result.complete(work.get());
            } catch (RuntimeException | Error failure) {
                result.completeExceptionally(failure);
            }
        });
        thread.start();
        try {
            return result.join();
        } catch (CompletionException failed) {
            switch (failed.getCause()) {
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> throw failed;
            }
        }
    }
}
