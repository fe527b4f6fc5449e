package sley.compiler.parse;

import sley.compiler.diag.Code;
import sley.compiler.diag.Diagnostic;
import sley.compiler.diag.Diagnostics;
import sley.compiler.source.SourceFile;
import sley.compiler.source.Span;

/// Refuses characters that make a text look different from what it is: direction controls, wherever they stand, and other control characters.
final class HiddenCharacters {
    private HiddenCharacters() {}

    /// @return false after a report
    static boolean check(SourceFile file, Diagnostics diagnostics) {
        String text = file.text();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean direction = c >= '\u202A' && c <= '\u202E' || c >= '\u2066' && c <= '\u2069';
            boolean control = c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' || c == '\u007F' || c >= '\u0080' && c < '\u00A0';
            if (direction || control) {
                diagnostics.add(Diagnostic.error(Code.HIDDEN_CHARACTER, new Span(file, i, i + 1),
                        "hidden " + (direction ? "text-direction" : "control") + " character U+" + String.format("%04X", (int) c))
                        .help("write it as \\u{" + Integer.toHexString(c) + "} in a string, or delete it"));
                return false;
            }
        }
        return true;
    }
}
