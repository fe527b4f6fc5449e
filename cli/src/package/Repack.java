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
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Makes the classes of the jar fit for the JVM's start-up cache: `java Repack.java SHADED JAR` makes the jar of what was put together, and takes that away.
///
/// Three things keep classes out of the cache or make them slow at start. Classes older than version 50 (picocli's) are never cached: they are written again as version 61, with the
/// stack maps that this needs. A `switch` over types is linked by generating a class at run time, a millisecond each, which the cache of JDK 25 does not keep: it becomes a
/// method of the same class that asks `instanceof` (or, for a constant of an enum, `==`) in the same order, which is what the generated class would do. And `equals` and `hashCode` of a
/// record are put together of method handles at run time: they become methods that do the same.
///
/// Without a cache it is the reading of the jar that takes long. So its entries are not compressed, those that nothing reads are left out, and classes for newer versions of Java take the
/// place of the older ones: a jar that holds both is searched twice for every class.
final class Repack {
    private static final int FIRST_CACHED_VERSION = 50;
    private static final int RAISED_VERSION = 61;
    private static final String VERSIONS = "META-INF/versions/";
    private static final int FIRST_OF_SEVERAL = 9;
    /// The oldest that Sley runs on.
    private static final int JAVA = 25;
    private static final List<String> UNREAD = List.of(VERSIONS, "META-INF/maven/", "META-INF/native-image/");

    private final Map<String, byte[]> entries;
    private final ClassFile classFile;
    private int raised;
    private int switches;
    private int records;

    private Repack(Map<String, byte[]> entries) {
        this.entries = entries;
        ClassHierarchyResolver own = ClassHierarchyResolver.ofResourceParsing(wanted -> {
            byte[] bytes = entries.get(wanted.descriptorString().substring(1, wanted.descriptorString().length() - 1) + ".class");
            return bytes == null ? null : new java.io.ByteArrayInputStream(bytes);
        });
        classFile = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(own.orElse(ClassHierarchyResolver.defaultResolver())), ClassFile.StackMapsOption.GENERATE_STACK_MAPS);
    }

    public static void main(String[] arguments) throws IOException {
        Path shaded = Path.of(arguments[0]);
        Path jar = Path.of(arguments[1]);
        Map<String, byte[]> entries = new LinkedHashMap<>();
        Map<String, Long> times = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(shaded.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                try (var input = zip.getInputStream(entry)) {
                    entries.put(entry.getName(), input.readAllBytes());
                }
                times.put(entry.getName(), entry.getTime());
            }
        }
        for (int version = FIRST_OF_SEVERAL; version <= JAVA; version++) {
            String folder = VERSIONS + version + "/";
            for (String name : List.copyOf(entries.keySet())) {
                if (name.startsWith(folder)) {
                    entries.put(name.substring(folder.length()), entries.get(name));
                    times.put(name.substring(folder.length()), times.get(name));
                }
            }
        }
        entries.keySet().removeIf(name -> name.endsWith("/") || UNREAD.stream().anyMatch(name::startsWith));
        var repack = new Repack(entries);
        Path out = jar.resolveSibling(jar.getFileName() + ".repacked");
        try (var zip = new ZipOutputStream(Files.newOutputStream(out))) {
            for (String name : entries.keySet()) {
                byte[] content = repack.converted(name);
                var entry = new ZipEntry(name);
                entry.setTime(times.get(name));
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(content.length);
                var sum = new CRC32();
                sum.update(content);
                entry.setCrc(sum.getValue());
                zip.putNextEntry(entry);
                zip.write(content);
                zip.closeEntry();
            }
        }
        Files.move(out, jar, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Files.delete(shaded);
        System.out.println("repacked " + jar.getFileName() + ": " + repack.raised + " classes raised to version " + RAISED_VERSION + ", " + repack.switches + " switches over types, " + repack.records + " methods of records");
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
        boolean converts = model.methods().stream().flatMap(method -> method.code().stream())
            .anyMatch(code -> code.elementStream().anyMatch(element -> isTypeSwitch(element) || isRecordMethod(element)));
        return converts ? converted(model) : bytes;
    }

    private static boolean isBootstrap(InvokeDynamicInstruction call, String owner) {
        return call.bootstrapMethod().owner().descriptorString().equals(owner);
    }

    /// A switch over types and constants of enums; other constants stay as they are.
    private static boolean isTypeSwitch(CodeElement element) {
        return element instanceof InvokeDynamicInstruction call && call.name().equalsString("typeSwitch") && isBootstrap(call, "Ljava/lang/runtime/SwitchBootstraps;")
            && call.bootstrapArgs().stream().allMatch(label -> label instanceof ClassDesc type && !type.isPrimitive() || constant(label).isPresent());
    }

    private record EnumConstant(ClassDesc type, String name) {}

    /// The compiler describes one as `EnumDesc.of(ClassDesc.of("type"), "name")`, to be computed at run time.
    private static Optional<EnumConstant> constant(ConstantDesc label) {
        return label instanceof DynamicConstantDesc<?> dynamic && dynamic.constantType().descriptorString().equals("Ljava/lang/Enum$EnumDesc;")
                && dynamic.bootstrapArgsList().size() == 3 && dynamic.bootstrapArgsList().get(1) instanceof DynamicConstantDesc<?> type
                && type.bootstrapArgsList().size() == 2 && type.bootstrapArgsList().get(1) instanceof String typeName && dynamic.bootstrapArgsList().get(2) instanceof String name
            ? Optional.of(new EnumConstant(ClassDesc.of(typeName), name)) : Optional.empty();
    }

    private static boolean isRecordMethod(CodeElement element) {
        return element instanceof InvokeDynamicInstruction call && isBootstrap(call, "Ljava/lang/runtime/ObjectMethods;")
            && (call.name().equalsString("equals") || call.name().equalsString("hashCode"));
    }

    /// A method to be added; its body is written by what came with the call that it replaces.
    private record Added(String name, MethodTypeDesc type, Consumer<CodeBuilder> body) {}

    private byte[] converted(ClassModel model) {
        ClassDesc owner = model.thisClass().asSymbol();
        boolean isInterface = model.flags().has(java.lang.reflect.AccessFlag.INTERFACE);
        List<Added> added = new ArrayList<>();
        CodeTransform calls = (builder, element) -> {
            Optional<Added> method = isTypeSwitch(element) ? Optional.of(typeSwitch((InvokeDynamicInstruction) element, added.size()))
                : isRecordMethod(element) ? Optional.of(recordMethod((InvokeDynamicInstruction) element)) : Optional.empty();
            if (method.isEmpty()) {
                builder.with(element);
                return;
            }
            added.add(method.get());
            builder.invokestatic(owner, method.get().name(), method.get().type(), isInterface);
        };
        return classFile.transformClass(model, ClassTransform.transformingMethodBodies(calls).andThen(ClassTransform.endHandler(builder -> {
            for (Added method : added) {
                builder.withMethodBody(method.name(), method.type(), ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC, method.body());
            }
        })));
    }

    private Added typeSwitch(InvokeDynamicInstruction call, int number) {
        switches++;
        return new Added("$typeSwitch$" + number, call.typeSymbol(), code -> typeSwitch(code, call.bootstrapArgs()));
    }

    private Added recordMethod(InvokeDynamicInstruction call) {
        records++;
        // The class, the names of the components, and their getters.
        List<DirectMethodHandleDesc> getters = call.bootstrapArgs().stream().skip(2).map(DirectMethodHandleDesc.class::cast).toList();
        boolean equals = call.name().equalsString("equals");
        return new Added("$" + call.name(), call.typeSymbol(), code -> {
            if (equals) {
                equals(code, (ClassDesc) call.bootstrapArgs().getFirst(), getters);
            } else {
                hashCode(code, getters);
            }
        });
    }

    private static ClassDesc type(DirectMethodHandleDesc getter) {
        return getter.invocationType().returnType();
    }

    /// The class whose static methods compare and hash values of a type.
    private static ClassDesc helper(ClassDesc type) {
        return switch (type.descriptorString()) {
            case "Z" -> ConstantDescs.CD_Boolean;
            case "B" -> ConstantDescs.CD_Byte;
            case "C" -> ConstantDescs.CD_Character;
            case "S" -> ConstantDescs.CD_Short;
            case "I" -> ConstantDescs.CD_Integer;
            case "J" -> ConstantDescs.CD_Long;
            case "F" -> ConstantDescs.CD_Float;
            case "D" -> ConstantDescs.CD_Double;
            default -> ClassDesc.of("java.util.Objects");
        };
    }

    private static void hashCode(CodeBuilder code, List<DirectMethodHandleDesc> getters) {
        code.iconst_0();
        for (DirectMethodHandleDesc getter : getters) {
            ClassDesc type = type(getter);
            code.bipush(31).imul().aload(0).getfield(getter.owner(), getter.methodName(), type)
                .invokestatic(helper(type), "hashCode", MethodTypeDesc.of(ConstantDescs.CD_int, type.isPrimitive() ? type : ConstantDescs.CD_Object)).iadd();
        }
        code.ireturn();
    }

    private static void equals(CodeBuilder code, ClassDesc record, List<DirectMethodHandleDesc> getters) {
        Label same = code.newLabel();
        Label other = code.newLabel();
        code.aload(0).aload(1).if_acmpeq(same).aload(1).instanceOf(record).ifeq(other);
        for (DirectMethodHandleDesc getter : getters) {
            ClassDesc type = type(getter);
            code.aload(0).getfield(getter.owner(), getter.methodName(), type).aload(1).checkcast(record).getfield(getter.owner(), getter.methodName(), type);
            if (type.isPrimitive()) {
                code.invokestatic(helper(type), "compare", MethodTypeDesc.of(ConstantDescs.CD_int, type, type)).ifne(other);
            } else {
                code.invokestatic(helper(type), "equals", MethodTypeDesc.of(ConstantDescs.CD_boolean, ConstantDescs.CD_Object, ConstantDescs.CD_Object)).ifeq(other);
            }
        }
        code.labelBinding(same).iconst_1().ireturn().labelBinding(other).iconst_0().ireturn();
    }

    /// `typeSwitch(value, from)`: -1 for null, else the first label from `from` on that the value is an instance of, else the number of labels.
    private static void typeSwitch(CodeBuilder code, List<ConstantDesc> labels) {
        Label some = code.newLabel();
        code.aload(0).ifnonnull(some).iconst_m1().ireturn().labelBinding(some);
        for (int i = 0; i < labels.size(); i++) {
            Label next = code.newLabel();
            code.iload(1).loadConstant(i).if_icmpgt(next).aload(0);
            Optional<EnumConstant> constant = constant(labels.get(i));
            if (constant.isPresent()) {
                code.getstatic(constant.get().type(), constant.get().name(), constant.get().type()).if_acmpne(next);
            } else {
                code.instanceOf((ClassDesc) labels.get(i)).ifeq(next);
            }
            code.loadConstant(i).ireturn().labelBinding(next);
        }
        code.loadConstant(labels.size()).ireturn();
    }
}
