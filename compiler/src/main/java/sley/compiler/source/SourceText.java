package sley.compiler.source;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import sley.compiler.diag.Code;
import sley.compiler.diag.Diagnostic;
import sley.compiler.diag.Diagnostics;

/// Decodes the bytes of a source file: strict UTF-8, a byte order mark at the beginning is skipped.
public final class SourceText {
    /// The largest source text, in bytes.
    public static final int MAX_BYTES = 64 << 20;

    private SourceText() {}

    /// The text, or empty when the bytes are no text (reported, with the offset of the first bad byte).
    public static Optional<SourceFile> decode(String name, byte[] bytes, Diagnostics diagnostics) {
        if (bytes.length > MAX_BYTES) {
            return fail(name, diagnostics, Code.TOO_LARGE, "`" + name + "` is larger than " + (MAX_BYTES >> 20) + " MiB", "split it into modules");
        }
        int skip = bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF ? 3 : 0;
        var decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT);
        var input = ByteBuffer.wrap(bytes, skip, bytes.length - skip);
        var output = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = decoder.decode(input, output, true);
        if (result.isError()) {
            return fail(name, diagnostics, Code.INVALID_TEXT, "`" + name + "` is not UTF-8 text: bad byte 0x"
                    + String.format("%02x", bytes[input.position()]) + " at offset " + input.position(), "save the file as UTF-8");
        }
        String text = output.flip().toString();
        int nul = text.indexOf('\0');
        if (nul >= 0) {
            return fail(name, diagnostics, Code.INVALID_TEXT, "`" + name + "` is not text: it holds a zero byte at offset "
                    + (skip + text.substring(0, nul).getBytes(StandardCharsets.UTF_8).length), "is it a compiled or binary file?");
        }
        return Optional.of(new SourceFile(name, text));
    }

    private static Optional<SourceFile> fail(String name, Diagnostics diagnostics, Code code, String headline, String help) {
        diagnostics.add(Diagnostic.error(code, new Span(new SourceFile(name, ""), 0, 0), headline).help(help));
        return Optional.empty();
    }
}
