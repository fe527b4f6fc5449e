package sley.vm.natives;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import sley.vm.io.Blocking;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.value.Bytes;
import sley.vm.value.Shape;

/// A function of a C library, declared by `extern`: looked up at its first call, called as a blocking call.
///
/// An `int` is passed as 64 bits, of which a C function with a narrower parameter takes the low ones; a `float` is a C double. A `string` is copied, as UTF-8 with a zero byte
/// at its end; `bytes` are copied in before the call and back after it. Wrong declarations can crash the process, as in C.
final class ForeignFunction implements NativeBody {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodType SPREAD = MethodType.methodType(Object.class, Object[].class);
    private static final long UPPER_HALF = 0xFFFF_FFFF_0000_0000L;

    private final String library;
    private final String symbol;
    /// Takes the arguments behind the place for `errno`, all in one array; null before the first call.
    private volatile MethodHandle handle;

    /// @param name `ffi:LIBRARY:SYMBOL`; the library is empty for the C library
    ForeignFunction(String name) {
        int first = name.indexOf(':') + 1;
        int last = name.lastIndexOf(':');
        this.library = name.substring(first, Math.max(first, last));
        this.symbol = name.substring(last + 1);
    }

    @Override
    public int call(GreenThread thread, NativeSite site, long[] p, int pb, Object[] r, int rb) {
        Shape[] shapes = site.parameters();
        var arguments = new Object[shapes.length];
        int nextP = pb;
        int nextR = rb;
        for (int i = 0; i < shapes.length; i++) {
            arguments[i] = shapes[i].primitive() ? (Object) p[nextP++] : r[nextR++];
        }
        return Blocking.call(thread, () -> {
            MethodHandle linked = handle;
            if (linked == null) {
                linked = link(site);
                handle = linked;
            }
            return invoke(thread, site, linked, arguments);
        });
    }

    private Object invoke(GreenThread thread, NativeSite site, MethodHandle linked, Object[] arguments) {
        try (Arena arena = Arena.ofConfined()) {
            var passed = new Object[arguments.length + 1];
            passed[0] = arena.allocate(STATE);
            for (int i = 0; i < arguments.length; i++) {
                passed[i + 1] = passed(site.parameters()[i], arguments[i], arena);
            }
            Object result = (Object) linked.invokeExact(passed);
            thread.seldom().errno = (int) ERRNO.get((MemorySegment) passed[0], 0L);
            for (int i = 0; i < arguments.length; i++) {
                if (arguments[i] instanceof Bytes bytes) {
                    byte[] items = bytes.items();
                    MemorySegment from = (MemorySegment) passed[i + 1];
                    MemorySegment.copy(from, ValueLayout.JAVA_BYTE, 0, items, 0, (int) Math.min(items.length, Math.min(bytes.size(), from.byteSize())));
                }
            }
            return result(thread, site.result(), result);
        } catch (Fault | OutOfMemoryError e) {
            throw e;
        } catch (Throwable t) {
            throw new IllegalStateException("a foreign call failed", t);
        }
    }

    private Object passed(Shape shape, Object argument, Arena arena) {
        return switch (shape.kind()) {
            case FLOAT -> Double.longBitsToDouble((long) argument);
            case BOOL -> (long) argument != 0;
            case STRING, OPTIONAL -> argument == null ? MemorySegment.NULL : text((String) argument, arena);
            case BYTES -> {
                var bytes = (Bytes) argument;
                byte[] items = bytes.items();
                int size = Math.min(bytes.size(), items.length);
                MemorySegment copy = arena.allocate(Math.max(1, size), Long.BYTES);
                MemorySegment.copy(items, 0, copy, ValueLayout.JAVA_BYTE, 0, size);
                yield copy;
            }
            default -> argument;
        };
    }

    private MemorySegment text(String text, Arena arena) {
        if (text.indexOf('\0') >= 0) {
            throw new Fault("ffi", symbol + ": C cannot take a string that holds a zero byte; pass `bytes`");
        }
        return arena.allocateFrom(text);
    }

    private Object result(GreenThread thread, Shape shape, Object result) {
        switch (shape.kind()) {
            case INT -> thread.valueP = widened((long) result);
            case FLOAT -> thread.valueP = Double.doubleToRawLongBits((double) result);
            case BOOL -> thread.valueP = (boolean) result ? 1 : 0;
            case STRING, OPTIONAL -> {
                var address = (MemorySegment) result;
                if (address.address() != 0) {
                    byte[] text = address.reinterpret(Long.MAX_VALUE).getString(0, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.ISO_8859_1);
                    return new Bytes(text, text.length).text();
                }
                if (shape.kind() == Shape.Kind.STRING) {
                    throw new Fault("ffi", symbol + " returned no string; declare its result as `string?`");
                }
            }
            default -> thread.valueP = 0;
        }
        return null;
    }

    /// A function that returns a C `int` sets the lower half of the register; compilers leave zeros in the upper one. Such a negative number is far more frequent than a
    /// 64-bit result in that range.
    private static long widened(long result) {
        return (result & UPPER_HALF) == 0 ? (int) result : result;
    }

    // ---- Linking

    private MethodHandle link(NativeSite site) {
        site.program().host.permissions().ffi(library);
        var layouts = new ArrayList<MemoryLayout>();
        for (Shape shape : site.parameters()) {
            layouts.add(layout(shape, false));
        }
        MemoryLayout[] parameters = layouts.toArray(MemoryLayout[]::new);
        FunctionDescriptor type = site.result().kind() == Shape.Kind.UNIT ? FunctionDescriptor.ofVoid(parameters) : FunctionDescriptor.of(layout(site.result(), true), parameters);
        MethodHandle function = LINKER.downcallHandle(find(), type, Linker.Option.captureCallState("errno"));
        return function.asSpreader(Object[].class, parameters.length + 1).asType(SPREAD);
    }

    private MemoryLayout layout(Shape shape, boolean result) {
        return switch (shape.kind()) {
            case INT -> ValueLayout.JAVA_LONG;
            case FLOAT -> ValueLayout.JAVA_DOUBLE;
            case BOOL -> ValueLayout.JAVA_BOOLEAN;
            case STRING -> ValueLayout.ADDRESS;
            case BYTES -> {
                if (result) {
                    throw unfit();
                }
                yield ValueLayout.ADDRESS;
            }
            case OPTIONAL -> {
                if (shape.element().kind() != Shape.Kind.STRING) {
                    throw unfit();
                }
                yield ValueLayout.ADDRESS;
            }
            default -> throw unfit();
        };
    }

    private Fault unfit() {
        return new Fault("ffi", symbol + ": a foreign function takes int, float, bool, string, string? and bytes, and returns one of these (but bytes) or nothing");
    }

    private MemorySegment find() {
        boolean system = library.isEmpty() || library.equals("c") || library.equals("m");
        return (system ? LINKER.defaultLookup() : open()).find(symbol)
                .orElseThrow(() -> new Fault("ffi", (library.isEmpty() ? "the C library" : "library `" + library + "`") + " has no function `" + symbol + "`"));
    }

    /// @throws Fault when there is no such library
    private SymbolLookup open() {
        if (library.indexOf('\0') >= 0) {
            throw new Fault("ffi", "no library has a zero byte in its name");
        }
        if (library.contains("/")) {
            if (!Files.isRegularFile(Path.of(library))) {
                throw new Fault("ffi", "no library `" + library + "`");
            }
            try {
                return SymbolLookup.libraryLookup(Path.of(library), Arena.global());
            } catch (IllegalArgumentException _) {
                throw new Fault("ffi", "`" + library + "` is not a library that can be loaded");
            }
        }
        var names = new ArrayList<String>();
        names.add(System.mapLibraryName(library));
        try {
            return SymbolLookup.libraryLookup(names.getFirst(), Arena.global());
        } catch (IllegalArgumentException _) {
            // Machines without development packages have the library under names with its version only.
        }
        for (Path versioned : versions(names.getFirst() + ".")) {
            try {
                return SymbolLookup.libraryLookup(versioned, Arena.global());
            } catch (IllegalArgumentException _) {
                // Of another architecture, perhaps; the next one may fit.
            }
        }
        throw new Fault("ffi", "no library `" + library + "` (looked for " + names.getFirst() + ")");
    }

    /// The files in the system's folders for libraries that begin so, the highest version first.
    private static List<Path> versions(String prefix) {
        var found = new ArrayList<Path>();
        for (String folder : List.of("/usr/local/lib", "/lib", "/usr/lib", "/lib64", "/usr/lib64")) {
            for (Path place : places(Path.of(folder))) {
                try (Stream<Path> files = Files.list(place)) {
                    files.filter(f -> f.getFileName().toString().startsWith(prefix)).sorted(Comparator.reverseOrder()).forEach(found::add);
                } catch (IOException | UncheckedIOException _) {
                    // A folder that cannot be read holds no library for us.
                }
            }
        }
        return found;
    }

    /// A folder and those below it that are for one architecture: `x86_64-linux-gnu`.
    private static List<Path> places(Path folder) {
        var places = new ArrayList<Path>();
        if (Files.isDirectory(folder)) {
            places.add(folder);
            try (Stream<Path> below = Files.list(folder)) {
                below.filter(p -> p.getFileName().toString().contains("-linux-") && Files.isDirectory(p)).forEach(places::add);
            } catch (IOException | UncheckedIOException _) {
                // As above.
            }
        }
        return places;
    }
}
