package sley.bytecode.io;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import sley.bytecode.model.FunctionCode;
import sley.bytecode.model.ModuleCode;
import sley.bytecode.model.TypeCode;

/// Reads `.sleyc` files, which may come from anywhere: every count is held against the bytes that are left before anything is allocated for it.
/// What was read is well-formed, not yet safe to run: see [sley.bytecode.verify.Verifier].
public final class ModuleReader {
    private final ByteBuffer in;

    private ModuleReader(ByteBuffer in) {
        this.in = in;
    }

    /// Whether these bytes begin as a module file does.
    public static boolean looksLikeModule(byte[] bytes) {
        return bytes.length >= 4 && ByteBuffer.wrap(bytes).getInt() == ModuleWriter.MAGIC;
    }

    public static ModuleCode read(byte[] bytes) throws InvalidModule {
        if (!looksLikeModule(bytes) || bytes.length < ModuleWriter.HEADER) {
            throw new InvalidModule("it is no compiled Sley module");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).position(4);
        int version = buffer.getShort() & 0xFFFF;
        if (version != ModuleWriter.VERSION) {
            throw new InvalidModule("it has format version " + version + ", this Sley reads version " + ModuleWriter.VERSION + ": compile it again");
        }
        int length = buffer.getInt();
        int expected = buffer.getInt();
        if (length != buffer.remaining()) {
            throw new InvalidModule("it is damaged: the content has " + buffer.remaining() + " bytes, not " + Integer.toUnsignedString(length));
        }
        var crc = new CRC32C();
        crc.update(bytes, ModuleWriter.HEADER, length);
        if ((int) crc.getValue() != expected) {
            throw new InvalidModule("it is damaged: the checksum does not fit");
        }
        var reader = new ModuleReader(buffer);
        ModuleCode module = reader.module();
        if (buffer.hasRemaining()) {
            throw new InvalidModule("it is damaged: bytes are left over");
        }
        return module;
    }

    private interface Item<T> {
        T read() throws InvalidModule;
    }

    private ModuleCode module() throws InvalidModule {
        String name = string();
        List<String> strings = list(this::string);
        var integers = new long[count(1)];
        for (int i = 0; i < integers.length; i++) {
            long zigzag = varint();
            integers[i] = zigzag >>> 1 ^ -(zigzag & 1);
        }
        List<TypeCode> types = list(this::type);
        List<ModuleCode.Global> globals = list(() -> new ModuleCode.Global(string(), number()));
        List<ModuleCode.NativeRef> natives = list(() -> new ModuleCode.NativeRef(string(), list(this::number), number()));
        List<FunctionCode> functions = list(this::function);
        int main = number();
        List<ModuleCode.Test> tests = list(() -> new ModuleCode.Test(string(), number(), number() != 0));
        return new ModuleCode(name, strings, integers, types, globals, natives, functions, main, tests);
    }

    private TypeCode type() throws InvalidModule {
        int tag = number();
        TypeCode.Simple[] simple = TypeCode.Simple.values();
        if (tag < simple.length) {
            return simple[tag];
        }
        return switch (tag) {
            case TypeTag.LIST -> new TypeCode.ListOf(number());
            case TypeTag.MAP -> new TypeCode.MapOf(number(), number());
            case TypeTag.SET -> new TypeCode.SetOf(number());
            case TypeTag.OPTIONAL -> new TypeCode.OptionalOf(number());
            case TypeTag.TUPLE -> new TypeCode.TupleOf(list(this::number));
            case TypeTag.FUNCTION -> new TypeCode.FunctionOf(list(this::number), number());
            case TypeTag.CHAN -> new TypeCode.ChanOf(number());
            case TypeTag.THREAD -> new TypeCode.ThreadOf(number());
            case TypeTag.THREAD_LOCAL -> new TypeCode.ThreadLocalOf(number());
            case TypeTag.CELL -> new TypeCode.CellOf(number());
            case TypeTag.STRUCT -> new TypeCode.StructOf(string(), fields());
            case TypeTag.ENUM -> new TypeCode.EnumOf(string(), list(() -> new TypeCode.Case(string(), fields())));
            default -> throw new InvalidModule("it is damaged: no type has the number " + tag);
        };
    }

    private List<TypeCode.Field> fields() throws InvalidModule {
        return list(() -> new TypeCode.Field(string(), number()));
    }

    private FunctionCode function() throws InvalidModule {
        String name = string();
        List<Integer> parameters = list(this::number);
        int captures = number();
        int result = number();
        int[] primitiveTypes = array();
        int[] referenceTypes = array();
        var code = new long[count(Long.BYTES)];
        for (int i = 0; i < code.length; i++) {
            code[i] = Long.reverseBytes(in.getLong());
        }
        List<FunctionCode.Handler> handlers = list(() -> new FunctionCode.Handler(number(), number(), number(), number(), number() != 0));
        int file = number();
        var lines = new ArrayList<FunctionCode.LineEntry>();
        int pc = 0;
        for (int i = count(3); i > 0; i--) {
            pc += number();
            if (pc < 0 || pc > code.length) {
                throw new InvalidModule("it is damaged: a line entry lies outside the code");
            }
            lines.add(new FunctionCode.LineEntry(pc, number(), number()));
        }
        List<FunctionCode.Variable> variables = list(() -> new FunctionCode.Variable(string(), number() != 0, number()));
        return new FunctionCode(name, parameters, captures, result, primitiveTypes, referenceTypes, code, handlers, file, lines, variables);
    }

    private <T> List<T> list(Item<T> item) throws InvalidModule {
        int count = count(1);
        var result = new ArrayList<T>(count);
        for (int i = 0; i < count; i++) {
            result.add(item.read());
        }
        return result;
    }

    private int[] array() throws InvalidModule {
        var result = new int[count(1)];
        for (int i = 0; i < result.length; i++) {
            result[i] = number();
        }
        return result;
    }

    /// A count of items that take at least `size` bytes each.
    private int count(int size) throws InvalidModule {
        int count = number();
        if (count > in.remaining() / size) {
            throw new InvalidModule("it is damaged: it ends too early");
        }
        return count;
    }

    private String string() throws InvalidModule {
        int length = count(1);
        ByteBuffer bytes = in.slice(in.position(), length);
        in.position(in.position() + length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException _) {
            throw new InvalidModule("it is damaged: a text is not UTF-8");
        }
    }

    private int number() throws InvalidModule {
        long value = varint();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new InvalidModule("it is damaged: a number is too large");
        }
        return (int) value;
    }

    private long varint() throws InvalidModule {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (!in.hasRemaining()) {
                throw new InvalidModule("it is damaged: it ends too early");
            }
            byte b = in.get();
            value |= (b & 0x7FL) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new InvalidModule("it is damaged: a number is too long");
    }
}
