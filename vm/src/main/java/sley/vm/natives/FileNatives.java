package sley.vm.natives;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import sley.vm.Host;
import sley.vm.io.Blocking;
import sley.vm.io.Files;
import sley.vm.io.Stream;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.value.Bytes;

/// Functions that block their kernel thread: files and standard streams.
final class FileNatives {
    private static final int MOST_READ = 1 << 30;

    private FileNatives() {}

    static NativeBody find(String name) {
        return switch (name) {
            case "open" -> (t, site, _, _, r, rb) -> {
                String path = (String) r[rb];
                String mode = (String) r[rb + 1];
                return Blocking.call(t, () -> Files.open(site.program().host.permissions(), path, mode));
            };
            case "read" -> (t, _, p, pb, r, rb) -> {
                if (p[pb] < 1) {
                    throw new Fault("index", "read of at most " + p[pb] + " bytes");
                }
                return stream(r, rb).read(t, (int) Math.min(p[pb], MOST_READ));
            };
            case "readLine" -> (t, _, _, _, r, rb) -> stream(r, rb).readLine(t);
            case "readAll" -> (t, _, _, _, r, rb) -> stream(r, rb).readAll(t);
            case "write" -> (t, _, _, _, r, rb) -> write(t, stream(r, rb), r[rb + 1]);
            case "stream.close" -> (t, _, _, _, r, rb) -> stream(r, rb).close(t);
            case "stream.closeWrite" -> (t, _, _, _, r, rb) -> stream(r, rb).closeWrite(t);
            case "readFile" -> (t, site, _, _, r, rb) -> {
                String path = (String) r[rb];
                return Blocking.call(t, () -> Files.read(site.program().host.permissions(), path));
            };
            case "writeFile" -> (t, site, _, _, r, rb) -> {
                String path = (String) r[rb];
                byte[] data = data(r[rb + 1]);
                return Blocking.call(t, () -> {
                    Files.write(site.program().host.permissions(), path, data);
                    return null;
                });
            };
            case "input" -> (t, site, _, _, r, rb) -> input(t, site.program().host, (String) r[rb]);
            default -> null;
        };
    }

    /// Standard input writes what was printed before it waits; so the prompt is seen before the answer is awaited.
    private static int input(GreenThread t, Host host, String prompt) {
        if (!prompt.isEmpty()) {
            host.out().print(prompt);
        }
        return host.input().readLine(t);
    }

    private static Stream stream(Object[] r, int i) {
        return (Stream) r[i];
    }

    private static int write(GreenThread t, Stream stream, Object data) {
        byte[] bytes = data(data);
        return stream.write(t, bytes, bytes.length);
    }

    /// The bytes of a string (as UTF-8) or of bytes, a copy.
    static byte[] data(Object data) {
        return data instanceof Bytes bytes ? Arrays.copyOf(bytes.items(), bytes.size()) : ((String) data).getBytes(StandardCharsets.UTF_8);
    }
}
