package sley.vm.json;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sley.vm.thread.Fault;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

/// The tokens of a JSON text, from Jackson's streaming parser, with errors as Sley tells them: kind `parse`, line and column.
final class JsonTokens {
    /// Deeper texts are refused: reading recurses, and nobody means such a text.
    static final int MAX_DEPTH = 1000;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).maxStringLength(Integer.MAX_VALUE).maxNameLength(Integer.MAX_VALUE).build()).build();
    /// What the parser says that it expected, without its lists of examples.
    private static final Pattern EXPECTED = Pattern.compile(": (?:was expecting|expected) ([^(]+)");

    private final String text;
    private final JsonParser parser;

    JsonTokens(String text) {
        this.text = text;
        this.parser = FACTORY.createParser(ObjectReadContext.empty(), text);
    }

    // ---- Moving on

    /// The first token of the text, which must have one.
    void first() {
        if (next() == null) {
            throw failed("the text is empty", text.length());
        }
    }

    /// @return null at the end of the text
    JsonToken next() {
        try {
            return parser.nextToken();
        } catch (JacksonException e) {
            throw fault(e);
        }
    }

    /// Passes over the current value.
    void skip() {
        try {
            parser.skipChildren();
            parser.finishToken();
        } catch (JacksonException e) {
            throw fault(e);
        }
    }

    /// After the value nothing may follow.
    void end() {
        if (next() != null) {
            throw unexpected(start(), "the end of the text");
        }
    }

    // ---- The current token

    JsonToken current() {
        return parser.currentToken();
    }

    /// Where it begins: a number of chars.
    long start() {
        return parser.currentTokenLocation().getCharOffset();
    }

    String name() {
        return whole(parser.currentName());
    }

    String string() {
        try {
            return whole(parser.getString());
        } catch (JacksonException e) {
            throw fault(e);
        }
    }

    /// An int of 64 bits.
    boolean isLong() {
        return current() == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
    }

    long whole() {
        return parser.getLongValue();
    }

    double real() {
        double value;
        try {
            value = parser.getDoubleValue();
        } catch (JacksonException e) {
            throw fault(e);
        }
        if (Double.isInfinite(value)) {
            throw failed("the number is larger than a float can be", start());
        }
        return value;
    }

    /// Halves of surrogate pairs that stand alone are no characters.
    private static String whole(String text) {
        StringBuilder mended = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            if (mended == null) {
                mended = new StringBuilder(text);
            }
            mended.setCharAt(i, '\uFFFD');
        }
        return mended == null ? text : mended.toString();
    }

    // ---- Errors

    /// @param where the number of chars before the place
    Fault failed(String problem, long where) {
        int end = Math.clamp(where, 0, text.length());
        int line = 1;
        int start = 0;
        for (int i = 0; i < end; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                start = i + 1;
            }
        }
        return new Fault("parse", "json: " + problem + " at line " + line + ", column " + (text.codePointCount(start, end) + 1));
    }

    private Fault fault(JacksonException e) {
        return switch (e) {
            case StreamConstraintsException _ -> parser.streamReadContext().getNestingDepth() >= MAX_DEPTH
                    ? failed("nested deeper than " + MAX_DEPTH + " levels", start())
                    : failed("a number of more than " + StreamReadConstraints.DEFAULT_MAX_NUM_LEN + " digits", start());
            case UnexpectedEndOfInputException _ -> failed("the text ends too early", text.length());
            case StreamReadException read -> {
                Matcher expected = EXPECTED.matcher(read.getOriginalMessage());
                yield unexpected(read.getLocation().getCharOffset(), expected.find() ? expected.group(1).strip().replaceFirst("^comma", "a comma") : "");
            }
            default -> throw new IllegalStateException("reading a text from memory failed", e);
        };
    }

    private Fault unexpected(long where, String wanted) {
        String place = wanted.isEmpty() ? "" : " where " + wanted + " is expected";
        // Some errors are only known behind the last character.
        int at = (int) Math.min(where, text.length() - 1);
        int c = text.codePointAt(at);
        String shown = c < ' ' || c >= 0x7F && c < 0xA0 || !Character.isDefined(c) || Character.getType(c) == Character.FORMAT || Character.getType(c) == Character.SURROGATE
                ? "U+" + String.format("%04X", c) : "`" + Character.toString(c) + "`";
        return failed("unexpected " + shown + place, at);
    }
}
