package sley.compiler.parse;

import java.math.BigDecimal;
import java.math.BigInteger;
import sley.compiler.diag.Code;
import sley.compiler.diag.Diagnostic;
import sley.compiler.diag.Diagnostics;
import sley.compiler.source.Span;

/// The values of literals; reports those that have none.
final class Literals {
    private static final BigInteger TWO_TO_63 = BigInteger.ONE.shiftLeft(63);

    private final Diagnostics diagnostics;

    Literals(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    /// @param negative a minus sign stands before it, so that the smallest int can be written
    long integer(String text, boolean negative, Span span) {
        String digits = text.replace("_", "");
        int radix = 10;
        if (digits.length() > 2 && digits.charAt(0) == '0' && Character.isLetter(digits.charAt(1))) {
            radix = Character.toLowerCase(digits.charAt(1)) == 'x' ? 16 : 2;
            digits = digits.substring(2);
        }
        if (digits.isEmpty()) {
            diagnostics.add(Diagnostic.error(Code.INVALID_NUMBER, span, "`" + text + "` has no digits"));
            return 0;
        }
        if (digits.length() <= 15) {
            long value = Long.parseLong(digits, radix);
            return negative ? -value : value;
        }
        boolean fits = digits.length() <= 80;
        BigInteger value = fits ? new BigInteger(digits, radix) : TWO_TO_63;
        // Hexadecimal and binary literals may give all 64 bits.
        BigInteger limit = radix != 10 ? TWO_TO_63.shiftLeft(1).subtract(BigInteger.ONE) : negative ? TWO_TO_63 : TWO_TO_63.subtract(BigInteger.ONE);
        if (!fits || value.compareTo(limit) > 0) {
            diagnostics.add(Diagnostic.error(Code.INVALID_NUMBER, span, "this number does not fit into an `int`")
                    .help("an `int` has 64 bits: -9223372036854775808 to 9223372036854775807; for more, use a `float`"));
            return 0;
        }
        return negative ? value.negate().longValue() : value.longValue();
    }

    double floating(String text, Span span) {
        double value = Double.parseDouble(text.replace("_", ""));
        if (Double.isInfinite(value)) {
            diagnostics.add(Diagnostic.error(Code.INVALID_NUMBER, span, "this number does not fit into a `float`").help("the largest is about 1.8e308"));
        }
        return value;
    }

    long duration(String text, Span span) {
        int unitAt = text.length();
        while (Character.isLetter(text.charAt(unitAt - 1))) {
            unitAt--;
        }
        long unit = switch (text.substring(unitAt)) {
            case "ns" -> 1L;
            case "us" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            default -> 3_600_000_000_000L;
        };
        String number = text.substring(0, unitAt).replace("_", "");
        if (number.length() <= 40) {
            BigInteger nanos = new BigDecimal(number).multiply(BigDecimal.valueOf(unit)).toBigInteger();
            if (nanos.bitLength() < 64) {
                return nanos.longValue();
            }
        }
        diagnostics.add(Diagnostic.error(Code.INVALID_NUMBER, span, "this duration does not fit").help("durations reach to about 292 years"));
        return 0;
    }

    /// The code point of `'a'`, quotes included in `text`.
    long character(String text, Span span) {
        String inside = text.substring(1, text.length() - 1);
        return inside.charAt(0) == '\\' ? escape(inside, span).codePointAt(0) : inside.codePointAt(0);
    }

    /// The text that an escape such as `\n` or a Unicode escape stands for.
    String escape(String text, Span span) {
        return switch (text.charAt(1)) {
            case 'n' -> "\n";
            case 't' -> "\t";
            case 'r' -> "\r";
            case '0' -> "\0";
            case '\\' -> "\\";
            case '"' -> "\"";
            case '\'' -> "'";
            case '$' -> "$";
            case 'u' -> unicode(text, span);
            default -> {
                diagnostics.add(Diagnostic.error(Code.INVALID_ESCAPE, span, "unknown escape `" + text + "`")
                        .help("known are \\n \\t \\r \\0 \\\\ \\\" \\$ \\u{1F600}; a backslash itself is written \\\\"));
                yield "?";
            }
        };
    }

    private String unicode(String text, Span span) {
        String digits = text.length() > 4 ? text.substring(3, text.length() - 1) : "";
        int code = digits.isEmpty() || digits.length() > 6 ? -1 : Integer.parseInt(digits, 16);
        if (code < 0 || code > 0x10FFFF || code >= 0xD800 && code <= 0xDFFF) {
            diagnostics.add(Diagnostic.error(Code.INVALID_ESCAPE, span, "`" + text + "` is no Unicode character")
                    .help("write one to six hexadecimal digits up to 10FFFF, without surrogates: \\u{1F600}"));
            return "?";
        }
        return Character.toString(code);
    }
}
