package sley.vm.natives;

import static sley.vm.natives.Natives.result;

import sley.vm.io.Datagrams;
import sley.vm.io.Listener;
import sley.vm.io.Sockets;
import sley.vm.io.Stream;
import sley.vm.permit.Permissions;
import sley.vm.thread.Fault;

/// Connections and listeners. Reading and writing are the same as for files; see [FileNatives].
final class SocketNatives {
    private static final long MOST_RECEIVED = 65_535;

    private SocketNatives() {}

    static NativeBody find(String name) {
        return switch (name) {
            case "connect" -> (t, site, p, pb, r, rb) -> Sockets.connect(t, permissions(site), (String) r[rb], p[pb]);
            case "listen" -> (t, site, p, pb, r, rb) -> Sockets.listen(t, permissions(site), (String) r[rb], p[pb]);
            case "listener.accept" -> (t, _, _, _, r, rb) -> ((Listener) r[rb]).accept(t);
            case "listener.close" -> (t, _, _, _, r, rb) -> ((Listener) r[rb]).close(t);
            case "listener.get_port" -> (t, _, _, _, r, rb) -> result(t, (long) ((Listener) r[rb]).port());
            case "connectUnix" -> (t, site, _, _, r, rb) -> Sockets.connectUnix(t, permissions(site), (String) r[rb]);
            case "listenUnix" -> (t, site, _, _, r, rb) -> Sockets.listenUnix(t, permissions(site), (String) r[rb]);
            case "udp" -> (t, site, p, pb, r, rb) -> Datagrams.bind(t, permissions(site), (String) r[rb], p[pb]);
            case "connectUdp" -> (t, site, p, pb, r, rb) -> Datagrams.connect(t, permissions(site), (String) r[rb], p[pb]);
            case "sendTo" -> (t, site, p, pb, r, rb) -> datagrams("sendTo", r[rb]).send(t, permissions(site), FileNatives.data(r[rb + 1]), (String) r[rb + 2], p[pb]);
            case "receiveFrom" -> (t, _, p, pb, r, rb) -> datagrams("receiveFrom", r[rb]).receive(t, (int) Math.clamp(p[pb], 1, MOST_RECEIVED));
            case "net.secure" -> (t, site, _, _, r, rb) -> Sockets.secure(t, permissions(site), r[rb], (String) r[rb + 1], (String) r[rb + 2]);
            case "net.secureListener" -> (t, site, _, _, r, rb) ->
                    ((Listener) r[rb]).secured(t, permissions(site), (String) r[rb + 1], (String) r[rb + 2], (String) r[rb + 3]);
            case "stream.get_port" -> (t, _, _, _, r, rb) -> result(t, (long) ((Stream) r[rb]).port());
            default -> null;
        };
    }

    private static Permissions permissions(NativeSite site) {
        return site.program().host.permissions();
    }

    private static Datagrams datagrams(String operation, Object stream) {
        if (stream instanceof Datagrams datagrams) {
            return datagrams;
        }
        throw new Fault("io", operation + ": the stream is no datagram socket; `udp` makes one");
    }
}
