package sley.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/// Keeps a message under way on each of 10,000 connections to an echo server, from one thread, and counts the round trips.
final class EchoLoad implements ServerRun.Load {
    private static final int CONNECTIONS = 10_000;
    private static final int MESSAGE = 32;
    private static final long WARM_UP_NANOS = 2_000_000_000L;
    private static final long MEASURED_NANOS = 4_000_000_000L;

    @Override
    public Attempt measure(int port) throws IOException {
        List<SocketChannel> channels = new ArrayList<>(CONNECTIONS);
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < CONNECTIONS; i++) {
                SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
                channels.add(channel);
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(MESSAGE));
            }
            for (SocketChannel channel : channels) channel.write(ByteBuffer.allocate(MESSAGE));
            if (turn(selector, WARM_UP_NANOS) < 0) return Attempt.failed("the server closed a connection");
            long start = System.nanoTime();
            long trips = turn(selector, MEASURED_NANOS);
            if (trips < 0) return Attempt.failed("the server closed a connection");
            return new Attempt(List.of(new Figure("trips", trips / ((System.nanoTime() - start) / 1e9), "req/s")), "");
        } catch (IOException e) {
            return Attempt.failed("at connection " + channels.size() + ": " + e.getMessage());
        } finally {
            for (SocketChannel channel : channels) channel.close();
        }
    }

    /// @return round trips, or -1 when a connection was closed
    private static long turn(Selector selector, long nanos) throws IOException {
        long end = System.nanoTime() + nanos;
        long trips = 0;
        while (System.nanoTime() < end) {
            selector.select(100);
            for (SelectionKey key : selector.selectedKeys()) {
                SocketChannel channel = (SocketChannel) key.channel();
                ByteBuffer message = (ByteBuffer) key.attachment();
                if (channel.read(message) < 0) return -1;
                if (message.hasRemaining()) continue;
                message.flip();
                channel.write(message);
                message.clear();
                trips++;
            }
            selector.selectedKeys().clear();
        }
        return trips;
    }
}
