package sley.vm.io;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicInteger;

/// Some parts of the host open files when they are first used, and stay broken when they could not. So they are loaded before a program can have used up its descriptors.
final class HostParts {
    /// Far fewer than any limit leaves to a program, and more than a short script opens.
    private static final int SOON = 16;
    private static final AtomicInteger OPENED = new AtomicInteger();

    private HostParts() {}

    /// The program is about to use one more descriptor.
    static void opening() {
        if (OPENED.get() < SOON && OPENED.incrementAndGet() == SOON) {
            load();
        }
    }

    private static void load() {
        InetAddress.getLoopbackAddress();
        try (SocketChannel _ = SocketChannel.open(); Selector _ = Selector.open()) {
            Posix.ready(-1, Posix.IN);
        } catch (IOException _) {
            // There are none left already; whoever needs them is told.
        }
    }
}
