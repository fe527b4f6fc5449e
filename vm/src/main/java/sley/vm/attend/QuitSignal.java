package sley.vm.attend;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import sley.vm.thread.Shortage;

/// Ctrl-\ (SIGQUIT) asks for a report instead of ending the program. Linux on x86-64 and AArch64 only.
///
/// The host keeps this signal for itself: it prints a dump of its own threads, and its interface for signals refuses this one. So the handler is set past it, in the C library.
/// A handler may run on any kernel thread at any time, also on one that the host does not know, so it cannot be code of ours that the host compiles. It is a few
/// instructions in a page of their own, which add 1 to a counter of the kernel (an `eventfd`) and return; a thread that waits at the counter does the work.
final class QuitSignal {
    private static final int SIGQUIT = 3;
    private static final long PAGE = 4096;
    private static final int READ_WRITE = 3;
    private static final int READ_EXECUTE = 5;
    private static final int PRIVATE_ANONYMOUS = 0x22;
    private static final int CLOSE_ON_EXEC = 0x80000;
    private static final long FAILED = -1;
    private static final long AGAIN_NANOS = 100_000_000;
    private static boolean begun;
    private static volatile Runnable asked;

    private QuitSignal() {}

    /// `toDo` runs, on a kernel thread of its own, after each signal, until somebody else begins. Where that is not possible, the signal does what the host says.
    static synchronized void begin(Runnable toDo) {
        asked = toDo;
        if (begun || !System.getProperty("os.name").equals("Linux") || instructions(0).isEmpty()) {
            return;
        }
        begun = true;
        try {
            install();
        } catch (NoSuchElementException missing) {
            // The C library has no such function, or there is no memory to look for it.
            return;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new IllegalStateException("the C library refused a call", t);
        }
    }

    /// The handler: `write(counter, one, 8)` by a call of the kernel, which leaves `errno` alone.
    private static Optional<byte[]> instructions(int counter) {
        ByteBuffer code = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> {
                code.put((byte) 0xB8).putInt(1);                                        // mov eax, 1 (write)
                code.put((byte) 0xBF).putInt(counter);                                  // mov edi, counter
                code.put((byte) 0x48).put((byte) 0x8D).put((byte) 0x35).putInt(8);      // lea rsi, [rip + 8]
                code.put((byte) 0xBA).putInt(8);                                        // mov edx, 8
                code.put((byte) 0x0F).put((byte) 0x05);                                 // syscall
                code.put((byte) 0xC3);                                                  // ret
                code.putLong(1);
            }
            case "aarch64" -> {
                code.putInt(0x52800808);                                                // mov w8, 64 (write)
                code.putInt(0x52800000 | (counter & 0xFFFF) << 5);                      // mov w0, counter
                code.putInt(0x10000081);                                                // adr x1, 16 bytes on
                code.putInt(0xD2800102);                                                // mov x2, 8
                code.putInt(0xD4000001);                                                // svc 0
                code.putInt(0xD65F03C0);                                                // ret
                code.putLong(1);
            }
            default -> {
                return Optional.empty();
            }
        }
        return Optional.of(code.array());
    }

    private static MethodHandle function(String name, FunctionDescriptor type) {
        return Linker.nativeLinker().downcallHandle(Linker.nativeLinker().defaultLookup().findOrThrow(name), type);
    }

    private static void install() throws Throwable {
        var integer = ValueLayout.JAVA_INT;
        var word = ValueLayout.JAVA_LONG;
        var address = ValueLayout.ADDRESS;
        int counter = (int) function("eventfd", FunctionDescriptor.of(integer, integer, integer)).invokeExact(0, CLOSE_ON_EXEC);
        if (counter < 0) {
            return;
        }
        var page = (MemorySegment) function("mmap", FunctionDescriptor.of(address, address, word, integer, integer, integer, word))
                .invokeExact(MemorySegment.NULL, PAGE, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0L);
        if (page.address() == FAILED) {
            return;
        }
        page.reinterpret(PAGE).copyFrom(MemorySegment.ofArray(instructions(counter).orElseThrow()));
        if ((int) function("mprotect", FunctionDescriptor.of(integer, address, word, integer)).invokeExact(page, PAGE, READ_EXECUTE) != 0) {
            return;
        }
        MethodHandle read = function("read", FunctionDescriptor.of(word, integer, address, word));
        var before = (MemorySegment) function("signal", FunctionDescriptor.of(address, integer, address)).invokeExact(SIGQUIT, page);
        if (before.address() == FAILED) {
            return;
        }
        var thread = new Thread(null, () -> waitAlways(read, counter), "sley-quit");
        thread.setDaemon(true);
        thread.start();
    }

    /// Whenever there is no memory to wait for a signal, that is tried again in a moment.
    private static void waitAlways(MethodHandle read, int counter) {
        while (true) {
            try {
                wait(read, counter);
            } catch (OutOfMemoryError _) {
                LockSupport.parkNanos(AGAIN_NANOS);
            } catch (LinkageError unable) {
                if (!Shortage.causes(unable)) {
                    throw unable;
                }
                // Never again: the host has given up a class that is needed.
                return;
            }
        }
    }

    private static void wait(MethodHandle read, int counter) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(ValueLayout.JAVA_LONG);
            while (true) {
                // An interrupted call is made again.
                if ((long) read.invokeExact(counter, count, (long) Long.BYTES) == Long.BYTES) {
                    asked.run();
                }
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new IllegalStateException("the C library refused a call", t);
        }
    }
}
