package sley.vm.natives;

import static sley.vm.natives.Natives.result;
import static sley.vm.natives.Natives.unit;

import java.nio.charset.StandardCharsets;
import sley.vm.io.Files;
import sley.vm.io.Stream;
import sley.vm.thread.Fault;
import sley.vm.value.Bytes;

/// Functions that block their kernel thread: files and standard streams.
final class FileNatives {
    private static final int MOST_READ = 1 << 30;

    private FileNatives() {}

    static NativeBody find(String name) {
        return switch (name) {
            case "open" -> (t, _, _, _, r, rb) -> result(t, Files.open((String) r[rb], (String) r[rb + 1]));
            case "read" -> (t, _, p, pb, r, rb) -> {
                if (p[pb] < 1) {
                    throw new Fault("index", "read of at most " + p[pb] + " bytes");
                }
                return result(t, stream(r, rb).read((int) Math.min(p[pb], MOST_READ)));
            };
            case "readLine" -> (t, _, _, _, r, rb) -> {
                Bytes line = stream(r, rb).readLine();
                return result(t, line == null ? null : decoded(line));
            };
            case "readAll" -> (t, _, _, _, r, rb) -> result(t, stream(r, rb).readAll());
            case "write" -> (t, site, _, _, r, rb) -> {
                write(stream(r, rb), r[rb + 1]);
                return unit(t);
            };
            case "stream.close" -> (t, _, _, _, r, rb) -> {
                stream(r, rb).close();
                return unit(t);
            };
            case "stream.closeWrite" -> (t, _, _, _, r, rb) -> {
                stream(r, rb).closeWrite();
                return unit(t);
            };
            case "readFile" -> (t, _, _, _, r, rb) -> {
                Stream file = Files.open((String) r[rb], "r");
                try {
                    return result(t, decoded(file.readAll()));
                } finally {
                    file.close();
                }
            };
            case "writeFile" -> (t, _, _, _, r, rb) -> {
                Stream file = Files.open((String) r[rb], "w");
                try {
                    write(file, r[rb + 1]);
                } finally {
                    file.close();
                }
                return unit(t);
            };
            case "input" -> (t, site, _, _, r, rb) -> {
                String prompt = (String) r[rb];
                if (!prompt.isEmpty()) {
                    site.program().host.out().print(prompt);
                }
                site.program().host.out().flush();
                Bytes line = site.program().host.input().readLine();
                return result(t, line == null ? null : decoded(line));
            };
            default -> null;
        };
    }

    private static Stream stream(Object[] r, int i) {
        return (Stream) r[i];
    }

    private static void write(Stream stream, Object data) {
        if (data instanceof Bytes bytes) {
            stream.write(bytes.items(), bytes.size());
        } else {
            byte[] bytes = ((String) data).getBytes(StandardCharsets.UTF_8);
            stream.write(bytes, bytes.length);
        }
    }

    private static String decoded(Bytes bytes) {
        return NumberNatives.text(bytes);
    }
}
