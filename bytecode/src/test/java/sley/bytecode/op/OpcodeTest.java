package sley.bytecode.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.lang.reflect.Field;
import org.junit.jupiter.api.Test;

class OpcodeTest {

    @Test
    void everyOpcodeHasItsNumberAsAConstant() throws ReflectiveOperationException {
        assertEquals(Opcode.count(), Op.class.getFields().length);
        for (Opcode opcode : Opcode.values()) {
            Field constant = Op.class.getField(opcode.name());
            assertNotNull(constant);
            assertEquals(opcode.ordinal(), constant.getInt(null), opcode.name());
        }
    }

    @Test
    void wordsGiveBackWhatWasPacked() {
        long word = Word.abc(121, 65535, 1, 40000);
        assertEquals(121, Word.op(word));
        assertEquals(65535, Word.a(word));
        assertEquals(1, Word.b(word));
        assertEquals(40000, Word.c(word));
        assertEquals((short) 40000, Word.signedC(word));
        long wide = Word.wide(7, 300, -5);
        assertEquals(300, Word.a(wide));
        assertEquals(-5, Word.bc(wide));
        long[] arguments = {0, Word.abc(1, 2, 3, 4), Word.abc(5, 0, 0, 0)};
        for (int i = 0; i < 5; i++) {
            assertEquals(i + 1, Word.argument(arguments, 1, i));
        }
    }
}
