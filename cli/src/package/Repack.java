import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Makes the classes of the jar fit for the JVM's start-up cache: `java Repack.java JAR` rewrites it in place.
///
/// Two things keep classes out of the cache or make them slow at start. Classes older than version 50 (picocli's) are never cached: they are written again as version 61, with the
/// stack maps that this needs. And a `switch` over types is linked by generating a class at run time, a millisecond each, which the cache of JDK 25 does not keep: it becomes a
/// method of the same class that asks `instanceof` in the same order, which is what the generated class would do.
final class Repack {
    private static final int FIRST_CACHED_VERSION = 50;
    private static final int RAISED_VERSION = 61;

    private final Map<String, byte[]> entries;
    private final ClassFile classFile;
    private int raised;
    private int switches;

    private Repack(Map<String, byte[]> entries) {
        this.entries = entries;
        ClassHierarchyResolver own = ClassHierarchyResolver.ofResourceParsing(wanted -> {
            byte[] bytes = entries.get(wanted.descriptorString().substring(1, wanted.descriptorString().length() - 1) + ".class");
            return bytes == null ? null : new java.io.ByteArrayInputStream(bytes);
        });
        classFile = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(own.orElse(ClassHierarchyResolver.defaultResolver())), ClassFile.StackMapsOption.GENERATE_STACK_MAPS);
    }

    public static void main(String[] arguments) throws IOException {
        Path jar = Path.of(arguments[0]);
        Map<String, byte[]> entries = new LinkedHashMap<>();
        Map<String, Long> times = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                try (var input = zip.getInputStream(entry)) {
                    entries.put(entry.getName(), input.readAllBytes());
                }
                times.put(entry.getName(), entry.getTime());
            }
        }
        var repack = new Repack(entries);
        Path out = jar.resolveSibling(jar.getFileName() + ".repacked");
        try (var zip = new ZipOutputStream(Files.newOutputStream(out))) {
            for (String name : entries.keySet()) {
                var entry = new ZipEntry(name);
                entry.setTime(times.get(name));
                zip.putNextEntry(entry);
                zip.write(repack.converted(name));
                zip.closeEntry();
            }
        }
        Files.move(out, jar, StandardCopyOption.REPLACE_EXISTING);
        System.out.println("repacked " + jar.getFileName() + ": " + repack.raised + " classes raised to version " + RAISED_VERSION + ", " + repack.switches + " switches over types");
    }

    private byte[] converted(String name) {
        byte[] bytes = entries.get(name);
        if (!name.endsWith(".class") || name.startsWith("META-INF/") || name.endsWith("module-info.class")) return bytes;
        ClassModel model = classFile.parse(bytes);
        if (model.majorVersion() < FIRST_CACHED_VERSION) {
            raised++;
            ClassTransform version = (builder, element) -> builder.with(element);
            ClassTransform bodies = ClassTransform.transformingMethodBodies((builder, element) -> builder.with(element));
            return classFile.transformClass(model, version.andThen(ClassTransform.endHandler(builder -> builder.withVersion(RAISED_VERSION, 0))).andThen(bodies));
        }
        return hasTypeSwitch(model) ? withoutTypeSwitch(model) : bytes;
    }

    private static boolean hasTypeSwitch(ClassModel model) {
        return model.methods().stream().flatMap(method -> method.code().stream()).anyMatch(code -> code.elementStream().anyMatch(Repack::isTypeSwitch));
    }

    /// A switch over types alone; labels that are constants stay as they are.
    private static boolean isTypeSwitch(CodeElement element) {
        return element instanceof InvokeDynamicInstruction call && call.name().equalsString("typeSwitch")
            && call.bootstrapMethod().owner().descriptorString().equals("Ljava/lang/runtime/SwitchBootstraps;")
            && call.bootstrapArgs().stream().allMatch(label -> label instanceof ClassDesc type && !type.isPrimitive());
    }

    private record Chosen(String name, MethodTypeDesc type, List<ConstantDesc> labels) {}

    private byte[] withoutTypeSwitch(ClassModel model) {
        ClassDesc owner = model.thisClass().asSymbol();
        boolean isInterface = model.flags().has(java.lang.reflect.AccessFlag.INTERFACE);
        List<Chosen> chosen = new ArrayList<>();
        CodeTransform calls = (builder, element) -> {
            if (!isTypeSwitch(element)) {
                builder.with(element);
                return;
            }
            var call = (InvokeDynamicInstruction) element;
            var method = new Chosen("$typeSwitch$" + chosen.size(), call.typeSymbol(), call.bootstrapArgs());
            chosen.add(method);
            switches++;
            builder.invokestatic(owner, method.name(), method.type(), isInterface);
        };
        return classFile.transformClass(model, ClassTransform.transformingMethodBodies(calls).andThen(ClassTransform.endHandler(builder -> {
            for (Chosen method : chosen) {
                builder.withMethodBody(method.name(), method.type(), ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC, code -> body(code, method.labels()));
            }
        })));
    }

    /// `typeSwitch(value, from)`: -1 for null, else the first label from `from` on that the value is an instance of, else the number of labels.
    private static void body(CodeBuilder code, List<ConstantDesc> labels) {
        Label some = code.newLabel();
        code.aload(0).ifnonnull(some).iconst_m1().ireturn().labelBinding(some);
        for (int i = 0; i < labels.size(); i++) {
            Label next = code.newLabel();
            code.iload(1).loadConstant(i).if_icmpgt(next).aload(0).instanceOf((ClassDesc) labels.get(i)).ifeq(next).loadConstant(i).ireturn().labelBinding(next);
        }
        code.loadConstant(labels.size()).ireturn();
    }
}
