package sley.vm.interpret;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import org.junit.jupiter.api.Test;

class InterpreterTest {
    /// HotSpot compiles no method with more bytes than this.
    private static final int HUGE_METHOD = 8000;

    @Test
    void theDispatchLoopCanBeCompiledByTheHost() throws IOException {
        byte[] bytes;
        try (InputStream in = Interpreter.class.getResourceAsStream("Interpreter.class")) {
            bytes = in.readAllBytes();
        }
        int largest = 0;
        for (MethodModel method : ClassFile.of().parse(bytes).methods()) {
            largest = Math.max(largest, method.code().map(code -> ((CodeAttribute) code).codeLength()).orElse(0));
        }
        assertTrue(largest > 1000, "the loop was not found");
        assertTrue(largest < HUGE_METHOD, "the dispatch loop has " + largest + " bytes");
    }
}
