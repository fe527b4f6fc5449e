package sley.vm.permit;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import sley.vm.thread.Fault;

/// What a program may do outside of itself. Natives ask here, and nowhere else is it decided. Without the sandbox everything is allowed and nothing is looked at.
///
/// A file is judged by where its path really leads. What is refused is an error of kind `permission` that names the option that would allow it. Whoever may run programs or call
/// foreign functions without limits can undo the sandbox.
///
/// @param sandbox whether anything is held back
public record Permissions(boolean sandbox, Rules read, Rules write, Rules net, Rules run, Rules env, Rules ffi) {
    /// Outside of the sandbox.
    public static final Permissions ALL = new Permissions(false, Rules.FREE, Rules.FREE, Rules.FREE, Rules.FREE, Rules.FREE, Rules.FREE);
    /// The system's own files: who reaches them may reach anything, as the memory of this process.
    private static final List<Path> SYSTEM = List.of(Path.of("/proc"), Path.of("/dev"), Path.of("/sys"));
    /// Harmless ones among them.
    private static final Set<Path> HARMLESS = Set.of(Path.of("/dev/null"), Path.of("/dev/zero"), Path.of("/dev/full"), Path.of("/dev/random"), Path.of("/dev/urandom"));

    // ---- Files

    /// @param operation for the message: `open`, `list`
    /// @return where to look: outside of the sandbox the path as given, else where it really leads
    public Path read(String operation, String name) {
        return file(operation, name, "--allow-read", read, true);
    }

    public Path write(String operation, String name) {
        return file(operation, name, "--allow-write", write, true);
    }

    /// For what is done to a link itself.
    public Path readLink(String operation, String name) {
        return file(operation, name, "--allow-read", read, false);
    }

    public Path writeLink(String operation, String name) {
        return file(operation, name, "--allow-write", write, false);
    }

    /// A link can be made to lead anywhere, so only who may read and write everything may make one.
    public Path makeLink(String operation, String name) {
        Path path = writeLink(operation, name);
        if (sandbox && !(read.free() && write.free())) {
            throw refused(operation + " " + name, "--allow-read=* --allow-write=*");
        }
        return path;
    }

    private Path file(String operation, String name, String option, Rules rules, boolean follow) {
        Path path = path(operation, name);
        if (!sandbox) {
            return path;
        }
        Path real;
        try {
            real = follow ? RealPaths.of(path) : RealPaths.ofLink(path);
        } catch (IOException e) {
            throw new Fault("io", operation + " " + name + ": the path cannot be resolved");
        }
        if (SYSTEM.stream().anyMatch(real::startsWith) && !HARMLESS.contains(real) && !everything()) {
            throw refused(operation + " " + name, "only a program that may do everything reaches /proc, /dev and /sys", "run it without --sandbox");
        }
        Rules.Match match = entry -> covers(entry, real);
        if (rules.denies(match)) {
            throw refused(operation + " " + name, "the sandbox does not allow it", "`" + option.replace("allow", "deny") + "` forbids it");
        }
        if (!rules.allows(match)) {
            // The path as given: where links lead is not the script's to know.
            throw refused(operation + " " + name, option + " " + name);
        }
        return real;
    }

    /// The folder of the process, where relative paths begin.
    public String folder() {
        Path folder = Path.of("").toAbsolutePath();
        if (sandbox) {
            read("folder", ".");
        }
        return folder.toString();
    }

    private static Path path(String operation, String name) {
        if (name.indexOf('\0') >= 0) {
            throw new Fault("io", operation + " " + name.replace('\0', '?') + ": the path holds a zero byte");
        }
        try {
            return Path.of(name);
        } catch (InvalidPathException _) {
            throw new Fault("io", operation + " " + name + ": not a path");
        }
    }

    private static boolean covers(String entry, Path real) {
        try {
            // Path by path: `/data` does not cover `/database`.
            return real.startsWith(RealPaths.of(Path.of(entry)));
        } catch (IOException | InvalidPathException unusable) {
            return false;
        }
    }

    private boolean everything() {
        return !sandbox || read.free() && write.free() && net.free() && run.free() && env.free() && ffi.free();
    }

    // ---- Network

    /// Before a name is looked up: whether this host can be allowed at all, by its name or by an address that it may have.
    public void host(String operation, String host, long port) {
        if (!sandbox) {
            return;
        }
        boolean possible = net.allows(e -> coversHost(e, host, port)) || net.allowed().stream().anyMatch(e -> literal(hostOf(e)));
        if (net.denies(e -> coversHost(e, host, port))) {
            throw denied(operation, host, port);
        }
        if (!possible) {
            throw refusedHost(operation, host, port);
        }
    }

    /// The address that is about to be used for a host: it must not be denied, and either its name or itself must be allowed.
    public void address(String operation, String host, InetAddress address, long port) {
        if (!sandbox) {
            return;
        }
        String number = address.getHostAddress();
        if (net.denies(e -> coversHost(e, host, port)) || net.denies(e -> coversHost(e, number, port))) {
            throw denied(operation, host, port);
        }
        if (!net.allows(e -> coversHost(e, host, port) || coversHost(e, number, port))) {
            throw refusedHost(operation, host, port);
        }
    }

    private static Fault denied(String operation, String host, long port) {
        return refused(operation + " " + shown(host, port), "the sandbox does not allow it", "`--deny-net` forbids it");
    }

    private static String shown(String host, long port) {
        String name = host.isEmpty() ? "0.0.0.0" : host;
        return (name.contains(":") ? "[" + name + "]" : name) + (port == 0 ? "" : ":" + port);
    }

    private static Fault refusedHost(String operation, String host, long port) {
        String shown = shown(host, port);
        return refused(operation + " " + shown, "--allow-net " + shown);
    }

    private static boolean literal(String host) {
        return host.contains(":") || host.matches("[0-9.]+");
    }

    private static String hostOf(String entry) {
        if (entry.startsWith("[")) {
            return entry.substring(1, Math.max(1, entry.indexOf(']')));
        }
        int colon = entry.lastIndexOf(':');
        return colon < 0 || entry.indexOf(':') != colon ? entry : entry.substring(0, colon);
    }

    private static boolean coversHost(String entry, String host, long port) {
        String of = hostOf(entry);
        String rest = entry.startsWith("[") ? entry.substring(Math.min(entry.length(), entry.indexOf(']') + 1)) : entry.equals(of) ? "" : entry.substring(of.length());
        String asked = host.isEmpty() ? "0.0.0.0" : host;
        return same(of, asked) && (rest.isEmpty() || rest.equals(":" + port));
    }

    /// Names by their letters, addresses by what they are: `::1` is `0:0:0:0:0:0:0:1`.
    private static boolean same(String a, String b) {
        if (a.equalsIgnoreCase(b) || a.equals("*")) {
            return true;
        }
        if (!literal(a) || !literal(b)) {
            return false;
        }
        try {
            return InetAddress.ofLiteral(a).equals(InetAddress.ofLiteral(b));
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }

    // ---- Programs, environment, foreign functions

    /// @param program as the script names it; a name without `/` is looked up on the path
    public void run(String program) {
        if (sandbox && !run.allows(e -> e.equals(program) || e.contains("/") && program.contains("/") && covers(e, Path.of(program).toAbsolutePath()))) {
            throw refused("exec " + program, "--allow-run=" + program);
        }
    }

    public void env(String name) {
        if (!mayRead(name)) {
            throw refused("env " + name, "--allow-env=" + name);
        }
    }

    /// Whether a variable may be seen; a child gets no others. Names that change how a child is loaded are left out unless any program may be run.
    public boolean mayRead(String name) {
        return !sandbox || env.allows(e -> e.equals(name));
    }

    /// Whether a variable may be handed to a child.
    public boolean mayPass(String name) {
        return mayRead(name) && (!sandbox || run.free() || !name.startsWith("LD_") && !name.startsWith("DYLD_"));
    }

    /// The name of the machine, which is in that variable too.
    public void machine() {
        if (!mayRead("HOSTNAME")) {
            throw refused("host", "--allow-env=HOSTNAME");
        }
    }

    public void ffi(String library) {
        if (sandbox && !ffi.allows(e -> e.equals(library))) {
            throw refused("foreign functions" + (library.isEmpty() ? "" : " of " + library), "--allow-ffi" + (library.isEmpty() ? "" : "=" + library));
        }
    }

    private static Fault refused(String what, String option) {
        return refused(what, "the sandbox does not allow it", "`" + option + "` would");
    }

    private static Fault refused(String what, String why, String remedy) {
        return new Fault("permission", what.replace('\0', '?') + ": " + why + "; " + remedy);
    }
}
