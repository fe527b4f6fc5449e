package sley.vm.natives;

import static sley.vm.natives.Natives.result;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import sley.vm.io.Blocking;
import sley.vm.io.Causes;
import sley.vm.io.Child;
import sley.vm.io.MemoryStream;
import sley.vm.permit.Permissions;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.value.Bytes;
import sley.vm.value.HashTable;
import sley.vm.value.LongList;
import sley.vm.value.Range;
import sley.vm.value.RefList;

/// Functions of the modules `os`, `io` and `net`: folders, what is known about files, the process and the machine.
final class OsNatives {
    private static final int MODE_BITS = 0777;

    private OsNatives() {}

    /// What may fail as files do.
    @FunctionalInterface
    private interface Action {
        Object run(Permissions permissions) throws IOException;
    }

    static NativeBody find(String name) {
        return switch (name) {
            case "os.list" -> paths((p, a, _, _) -> list(p, a));
            case "os._stat" -> paths((p, a, _, follow) -> stat(a, follow ? p.read("stat", a) : p.readLink("stat", a), follow));
            case "os._makeFolder" -> paths((p, a, _, parents) -> {
                Path path = p.write("makeFolder", a);
                return parents ? Files.createDirectories(path) : Files.createDirectory(path);
            });
            case "os.remove" -> paths((p, a, _, _) -> {
                Files.delete(p.writeLink("remove", a));
                return null;
            });
            case "os.rename" -> paths((p, a, b, _) -> Files.move(p.writeLink("rename", a), p.writeLink("rename", b), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE));
            case "os.copy" -> paths((p, a, b, _) -> {
                Path from = p.read("copy", a);
                Path to = p.write("copy", b);
                if (Files.isDirectory(to)) {
                    throw new Fault("io", "copy to " + b + ": is a directory");
                }
                CopyOption[] options = p.sandbox() ? new CopyOption[] {StandardCopyOption.REPLACE_EXISTING, LinkOption.NOFOLLOW_LINKS}
                        : new CopyOption[] {StandardCopyOption.REPLACE_EXISTING};
                return Files.copy(from, to, options);
            });
            case "os.link" -> paths((p, a, b, _) -> Files.createSymbolicLink(p.makeLink("link", a), Path.of(b)));
            case "os.linkTarget" -> paths((p, a, _, _) -> Files.readSymbolicLink(p.readLink("linkTarget", a)).toString());
            case "os._chmod" -> numbers((p, a, mode) -> {
                Files.setPosixFilePermissions(p.write("chmod", a), permissions(mode));
                return null;
            });
            case "os._touch" -> numbers((p, a, nanos) -> {
                Path path = p.write("touch", a);
                if (!Files.exists(path)) {
                    Files.createFile(path);
                }
                return Files.setLastModifiedTime(path, FileTime.from(Instant.ofEpochSecond(Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L))));
            });
            case "os._temporary" -> paths((p, a, b, folder) -> {
                Path in = p.write("temporary", a);
                return (folder ? Files.createTempDirectory(in, b) : Files.createTempFile(in, b, "")).toString();
            });
            case "os.absolute" -> paths((p, a, _, _) -> p.read("absolute", a).toRealPath().toString());
            case "os.folder" -> (t, site, _, _, _, _) -> result(t, site.program().host.permissions().folder());
            case "os.id" -> (t, _, _, _, _, _) -> result(t, ProcessHandle.current().pid());
            case "os.cpus" -> (t, _, _, _, _, _) -> result(t, (long) Runtime.getRuntime().availableProcessors());
            case "os.system" -> (t, _, _, _, _, _) -> result(t, System.getProperty("os.name").toLowerCase(Locale.ROOT));
            case "os.processor" -> (t, _, _, _, _, _) -> result(t, System.getProperty("os.arch"));
            case "os.temporaryFolder" -> (t, _, _, _, _, _) -> result(t, System.getProperty("java.io.tmpdir"));
            case "os.memory" -> (t, _, _, _, _, _) -> result(t, Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
            case "os.host" -> (t, site, _, _, _, _) -> {
                site.program().host.permissions().machine();
                return Blocking.call(t, OsNatives::hostName);
            };
            case "os._converse" -> (t, _, _, _, r, rb) -> ((Child) Objects.requireNonNull(r[rb])).converse(t, ((String) r[rb + 1]).getBytes(StandardCharsets.UTF_8));
            case "os.environment" -> (t, site, _, _, _, _) -> {
                var table = new HashTable(site.result().element(), site.result().value());
                new TreeMap<>(site.program().host.environment()).forEach((k, v) -> {
                    if (site.program().host.permissions().mayRead(k)) {
                        table.setValue(table.add(0, k), v);
                    }
                });
                return result(t, table);
            };
            case "io._memory" -> (t, _, _, _, r, rb) -> result(t, new MemoryStream(FileNatives.data(r[rb])));
            case "io.written" -> (t, _, _, _, r, rb) -> {
                if (!(r[rb] instanceof MemoryStream memory)) {
                    throw new Fault("value", "written of a stream that is not in memory");
                }
                return result(t, memory.content());
            };
            case "io._append" -> (t, _, p, pb, r, rb) -> {
                var from = (Bytes) r[rb + 1];
                StringNatives.checkSlice(new Range(p[pb], p[pb + 1], false, 1), from.size(), "bytes");
                ((Bytes) r[rb]).append(from.items(), (int) p[pb], (int) (p[pb + 1] - p[pb]));
                return Natives.unit(t);
            };
            case "io.indexOf" -> (t, _, p, pb, r, rb) -> {
                long at = indexOf((Bytes) r[rb], p[pb], FileNatives.data(r[rb + 1]));
                return result(t, at < 0 ? null : (Long) at);
            };
            case "net.addresses" -> (t, site, _, _, r, rb) -> {
                String host = (String) r[rb];
                Permissions permissions = site.program().host.permissions();
                permissions.host("look up", host, 0);
                return Blocking.call(t, () -> addresses(host));
            };
            default -> null;
        };
    }

    // ---- Shapes of natives

    @FunctionalInterface
    private interface OnPaths {
        Object run(Permissions permissions, String first, String second, boolean flag) throws IOException;
    }

    @FunctionalInterface
    private interface OnNumber {
        Object run(Permissions permissions, String path, long number) throws IOException;
    }

    /// One or two paths, and perhaps a flag.
    private static NativeBody paths(OnPaths body) {
        return (t, site, p, pb, r, rb) -> {
            String first = (String) r[rb];
            String second = site.parameters().length - site.primitives() > 1 ? (String) r[rb + 1] : "";
            boolean flag = site.primitives() > 0 && p[pb] != 0;
            return call(t, site, first, permissions -> body.run(permissions, first, second, flag));
        };
    }

    private static NativeBody numbers(OnNumber body) {
        return (t, site, p, pb, r, rb) -> {
            String path = (String) r[rb];
            long number = p[pb];
            return call(t, site, path, permissions -> body.run(permissions, path, number));
        };
    }

    private static int call(GreenThread t, NativeSite site, String path, Action action) {
        String operation = site.name().substring(site.name().indexOf('.') + 1).replace("_", "");
        Permissions permissions = site.program().host.permissions();
        return Blocking.call(t, () -> {
            try {
                return action.run(permissions);
            } catch (IOException e) {
                throw new Fault("io", operation + " " + path.replace('\0', '?') + ": " + cause(e));
            } catch (UnsupportedOperationException e) {
                throw new Fault("io", operation + " " + path.replace('\0', '?') + ": this system cannot do that");
            }
        });
    }

    private static String cause(IOException e) {
        return switch (e) {
            case FileAlreadyExistsException _ -> "file exists";
            case DirectoryNotEmptyException _ -> "the folder is not empty";
            case NotDirectoryException _ -> "not a directory";
            case NotLinkException _ -> "not a link";
            default -> Causes.of(e);
        };
    }

    // ---- Files

    private static RefList list(Permissions permissions, String name) throws IOException {
        var names = new ArrayList<String>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(permissions.read("list", name))) {
            entries.forEach(e -> names.add(e.getFileName().toString()));
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Collections.sort(names);
        return new RefList(names.toArray(), names.size());
    }

    /// Kind (0 file, 1 folder, 2 link, 3 other), size, modified, mode, inode, owner's number; nil when there is none.
    private static LongList stat(String name, Path path, boolean follow) throws IOException {
        LinkOption[] options = follow ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
        if (!Files.exists(path, options)) {
            return null;
        }
        Map<String, Object> found;
        try {
            found = Files.readAttributes(path, "unix:isRegularFile,isDirectory,isSymbolicLink,size,lastModifiedTime,mode,ino,uid", options);
        } catch (UnsupportedOperationException | IllegalArgumentException notUnix) {
            found = Files.readAttributes(path, "isRegularFile,isDirectory,isSymbolicLink,size,lastModifiedTime", options);
        }
        long kind = (boolean) found.get("isRegularFile") ? 0 : (boolean) found.get("isDirectory") ? 1 : (boolean) found.get("isSymbolicLink") ? 2 : 3;
        Instant modified = ((FileTime) found.get("lastModifiedTime")).toInstant();
        long[] values = {kind, ((Number) found.get("size")).longValue(), modified.getEpochSecond() * 1_000_000_000L + modified.getNano(), number(found.get("mode")) & MODE_BITS,
                number(found.get("ino")), number(found.get("uid"))};
        return new LongList(values, values.length);
    }

    private static long number(Object value) {
        return value instanceof Number n ? n.longValue() : 0;
    }

    private static Set<PosixFilePermission> permissions(long mode) {
        Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] all = {PosixFilePermission.OTHERS_EXECUTE, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_READ,
                PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.GROUP_WRITE, PosixFilePermission.GROUP_READ,
                PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_READ};
        for (int bit = 0; bit < all.length; bit++) {
            if ((mode >> bit & 1) != 0) {
                set.add(all[bit]);
            }
        }
        return set;
    }

    // ---- Machine and network

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    private static RefList addresses(String host) {
        try {
            List<String> all = new ArrayList<>();
            for (InetAddress address : InetAddress.getAllByName(host)) {
                all.add(address.getHostAddress());
            }
            return new RefList(all.toArray(), all.size());
        } catch (UnknownHostException e) {
            throw new Fault("io", "look up " + host + ": unknown host");
        }
    }

    private static long indexOf(Bytes bytes, long from, byte[] part) {
        if (from < 0 || from > bytes.size()) {
            throw new Fault("index", "index " + from + " is outside " + bytes.size() + " bytes");
        }
        byte[] items = bytes.items();
        search:
        for (int i = (int) from; i <= bytes.size() - part.length; i++) {
            for (int k = 0; k < part.length; k++) {
                if (items[i + k] != part[k]) {
                    continue search;
                }
            }
            return i;
        }
        return -1;
    }
}
