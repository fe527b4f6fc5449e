package sley.vm.natives;

import static sley.vm.natives.Natives.result;

import sley.vm.io.Sockets;

/// Connections and listeners. Reading and writing are the same as for files; see [FileNatives].
final class SocketNatives {
    private SocketNatives() {}

    static NativeBody find(String name) {
        return switch (name) {
            case "connect" -> (t, site, p, pb, r, rb) -> Sockets.connect(t, site.program().host.permissions(), (String) r[rb], p[pb]);
            case "listen" -> (t, site, p, pb, r, rb) -> Sockets.listen(t, site.program().host.permissions(), (String) r[rb], p[pb]);
            case "listener.accept" -> (t, _, _, _, r, rb) -> ((Sockets.Listener) r[rb]).accept(t);
            case "listener.close" -> (t, _, _, _, r, rb) -> ((Sockets.Listener) r[rb]).close(t);
            case "listener.get_port" -> (t, _, _, _, r, rb) -> result(t, (long) ((Sockets.Listener) r[rb]).port());
            default -> null;
        };
    }
}
