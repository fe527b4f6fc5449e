package sley.bytecode.io;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32C;
import sley.bytecode.model.FunctionCode;
import sley.bytecode.model.ModuleCode;
import sley.bytecode.model.TypeCode;

/// Writes modules as `.sleyc` files.
///
/// A file is: the four bytes `SLEY`, the version of the format (2 bytes), the length of the content (4 bytes) and its CRC-32C (4 bytes), all big-endian; then the content.
/// Numbers in it are variable-length: seven bits to a byte, lowest first, the top bit set in all but the last; signed ones in zigzag. Strings are UTF-8,
/// their length in bytes before them. The order is that of the components of [ModuleCode].
public final class ModuleWriter {
    static final int MAGIC = 0x534C4559;
    static final int VERSION = 2;
    static final int HEADER = 14;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private ModuleWriter() {}

    public static byte[] write(ModuleCode module) {
        var writer = new ModuleWriter();
        writer.module(module);
        return wrap(writer.out.toByteArray());
    }

    /// Puts the header before a content.
    public static byte[] wrap(byte[] content) {
        var crc = new CRC32C();
        crc.update(content);
        return ByteBuffer.allocate(HEADER + content.length).putInt(MAGIC).putShort((short) VERSION).putInt(content.length).putInt((int) crc.getValue()).put(content).array();
    }

    private void module(ModuleCode module) {
        string(module.name());
        number(module.strings().size());
        module.strings().forEach(this::string);
        number(module.integers().length);
        for (long integer : module.integers()) {
            signed(integer);
        }
        number(module.types().size());
        module.types().forEach(this::type);
        number(module.globals().size());
        for (ModuleCode.Global global : module.globals()) {
            string(global.name());
            number(global.type());
        }
        number(module.natives().size());
        for (ModuleCode.NativeRef ref : module.natives()) {
            string(ref.name());
            numbers(ref.parameters());
            number(ref.result());
        }
        number(module.functions().size());
        module.functions().forEach(this::function);
        number(module.main());
        number(module.tests().size());
        for (ModuleCode.Test test : module.tests()) {
            string(test.name());
            number(test.function());
            number(test.virtualTime() ? 1 : 0);
        }
    }

    private void type(TypeCode type) {
        switch (type) {
            case TypeCode.Simple simple -> number(simple.ordinal());
            case TypeCode.ListOf(int e) -> numbered(TypeTag.LIST, e);
            case TypeCode.MapOf(int k, int v) -> numbered(TypeTag.MAP, k, v);
            case TypeCode.SetOf(int e) -> numbered(TypeTag.SET, e);
            case TypeCode.OptionalOf(int e) -> numbered(TypeTag.OPTIONAL, e);
            case TypeCode.TupleOf(List<Integer> elements) -> {
                number(TypeTag.TUPLE);
                numbers(elements);
            }
            case TypeCode.FunctionOf(List<Integer> parameters, int result) -> {
                number(TypeTag.FUNCTION);
                numbers(parameters);
                number(result);
            }
            case TypeCode.ChanOf(int e) -> numbered(TypeTag.CHAN, e);
            case TypeCode.ThreadOf(int e) -> numbered(TypeTag.THREAD, e);
            case TypeCode.ThreadLocalOf(int e) -> numbered(TypeTag.THREAD_LOCAL, e);
            case TypeCode.CellOf(int e) -> numbered(TypeTag.CELL, e);
            case TypeCode.StructOf(String name, List<TypeCode.Field> fields) -> {
                number(TypeTag.STRUCT);
                string(name);
                fields(fields);
            }
            case TypeCode.EnumOf(String name, List<TypeCode.Case> cases) -> {
                number(TypeTag.ENUM);
                string(name);
                number(cases.size());
                for (TypeCode.Case c : cases) {
                    string(c.name());
                    fields(c.fields());
                }
            }
        }
    }

    private void fields(List<TypeCode.Field> fields) {
        number(fields.size());
        for (TypeCode.Field field : fields) {
            string(field.name());
            number(field.type());
        }
    }

    private void function(FunctionCode f) {
        string(f.name());
        numbers(f.parameters());
        number(f.captures());
        number(f.result());
        array(f.primitiveTypes());
        array(f.referenceTypes());
        number(f.code().length);
        for (long word : f.code()) {
            for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
                out.write((int) (word >>> shift));
            }
        }
        number(f.handlers().size());
        for (FunctionCode.Handler handler : f.handlers()) {
            number(handler.start());
            number(handler.end());
            number(handler.target());
            number(handler.register());
            number(handler.cleanup() ? 1 : 0);
        }
        number(f.file());
        number(f.lines().size());
        int pc = 0;
        for (FunctionCode.LineEntry line : f.lines()) {
            number(line.pc() - pc);
            number(line.line());
            number(line.column());
            pc = line.pc();
        }
        number(f.variables().size());
        for (FunctionCode.Variable variable : f.variables()) {
            string(variable.name());
            number(variable.primitive() ? 1 : 0);
            number(variable.register());
        }
    }

    private void numbered(int... values) {
        for (int value : values) {
            number(value);
        }
    }

    private void numbers(List<Integer> values) {
        number(values.size());
        values.forEach(this::number);
    }

    private void array(int[] values) {
        number(values.length);
        numbered(values);
    }

    private void string(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(bytes.length);
        out.writeBytes(bytes);
    }

    private void number(int value) {
        varint(Integer.toUnsignedLong(value));
    }

    private void signed(long value) {
        varint(value << 1 ^ value >> 63);
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
