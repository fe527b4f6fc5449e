package sley.vm.io;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// The few calls of the C library on raw descriptors that the host's own library has no way to: a wait that somebody else can end, and pipes that children inherit.
/// Every function returns what the C function returns, or the negated `errno`.
final class Posix {
    static final short IN = 1;
    static final short OUT = 4;

    static final int EINTR = 4;
    static final int EAGAIN = System.getProperty("os.name").startsWith("Mac") ? 35 : 11;
    private static final int F_SETFL = 4;
    private static final int O_NONBLOCK = System.getProperty("os.name").startsWith("Mac") ? 0x4 : 0x800;
    /// `struct pollfd`: a descriptor, the events that are waited for, those that are there.
    private static final int POLLFD = 8;
    private static final int POLLFD_EVENTS = 4;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle POLL = find("poll", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
    private static final MethodHandle READ = find("read", FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    private static final MethodHandle WRITE = find("write", FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    private static final MethodHandle PIPE = find("pipe", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    private static final MethodHandle CLOSE = find("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle FCNTL = find("fcntl", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(2));

    private Posix() {}

    private static MethodHandle find(String name, FunctionDescriptor type, Linker.Option... more) {
        var options = new Linker.Option[more.length + 1];
        System.arraycopy(more, 0, options, 0, more.length);
        options[more.length] = Linker.Option.captureCallState("errno");
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type, options);
    }

    private static long result(long result, MemorySegment state) {
        return result == -1 ? -(int) ERRNO.get(state, 0L) : result;
    }

    private static IllegalStateException impossible(Throwable thrown) {
        return new IllegalStateException("a call of the C library failed", thrown);
    }

    /// Waits until one of the descriptors is ready (or broken, so that using it will tell why) or the time is over.
    ///
    /// @param fds    negative ones are passed over
    /// @param events for each of them
    /// @param millis negative: for ever
    /// @return how many are
    static int poll(int[] fds, short[] events, int millis) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment polled = arena.allocate((long) fds.length * POLLFD, POLLFD);
            for (int i = 0; i < fds.length; i++) {
                polled.set(ValueLayout.JAVA_INT, (long) i * POLLFD, fds[i]);
                polled.set(ValueLayout.JAVA_SHORT, (long) i * POLLFD + POLLFD_EVENTS, events[i]);
            }
            return (int) result((int) POLL.invokeExact(state, polled, (long) fds.length, millis), state);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    /// Whether it is ready now, or broken.
    static boolean ready(int fd, short events) {
        return poll(new int[] {fd}, new short[] {events}, 0) > 0;
    }

    static int read(int fd, byte[] into, int from, int count) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment bytes = arena.allocate(count);
            int result = (int) result((long) READ.invokeExact(state, fd, bytes, (long) count), state);
            if (result > 0) {
                MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, 0, into, from, result);
            }
            return result;
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static int write(int fd, byte[] data, int from, int count) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment bytes = arena.allocate(count);
            MemorySegment.copy(data, from, bytes, ValueLayout.JAVA_BYTE, 0, count);
            return (int) result((long) WRITE.invokeExact(state, fd, bytes, (long) count), state);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    /// @param ends receives the end to read from and the end to write to
    static int pipe(int[] ends) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment fds = arena.allocate(ValueLayout.JAVA_INT, 2);
            int result = (int) result((int) PIPE.invokeExact(state, fds), state);
            ends[0] = fds.getAtIndex(ValueLayout.JAVA_INT, 0);
            ends[1] = fds.getAtIndex(ValueLayout.JAVA_INT, 1);
            return result;
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static void close(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            // Nothing is to be done when this fails: the descriptor is gone in any case.
            int _ = (int) CLOSE.invokeExact(arena.allocate(STATE), fd);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    /// Reading and writing no longer block.
    static int unblock(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            return (int) result((int) FCNTL.invokeExact(state, fd, F_SETFL, O_NONBLOCK), state);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    /// What an error number means, in plain words.
    static String cause(int errno) {
        try (Arena arena = Arena.ofConfined()) {
            MethodHandle strerror = find("strerror", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
            var text = (MemorySegment) strerror.invokeExact(arena.allocate(STATE), errno);
            return Causes.plain(text.reinterpret(Integer.MAX_VALUE).getString(0));
        } catch (Throwable t) {
            throw impossible(t);
        }
    }
}
