package sley.vm.sched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// A thread that has asked for a short slice has one, as the kernel tells it.
class KernelSliceTest {
    private static final Path SCHED = Path.of("/proc/thread-self/sched");

    @Test
    void isAsTheKernelSays() throws Exception {
        assumeTrue(Files.isReadable(SCHED), "the kernel tells no slices");
        var slice = new CompletableFuture<String>();
        // A thread of its own, whose slice nobody else uses.
        Thread thread = new Thread(() -> {
            try {
                slice.complete(KernelSlice.shorten() ? slice() : null);
            } catch (IOException | RuntimeException e) {
                slice.completeExceptionally(e);
            }
        });
        thread.start();
        thread.join();
        String found = slice.get();
        assumeTrue(found != null, "this kernel grants no slices");
        assertEquals("100000", found);
    }

    private static String slice() throws IOException {
        return Files.readAllLines(SCHED).stream().filter(line -> line.startsWith("se.slice")).map(line -> line.replaceAll(".*: *", "")).findFirst().orElse(null);
    }
}
