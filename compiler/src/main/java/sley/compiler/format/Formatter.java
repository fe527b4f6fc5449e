package sley.compiler.format;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import sley.compiler.diag.Diagnostics;
import sley.compiler.parse.DeepStack;
import sley.compiler.parse.FormatTokens;
import sley.compiler.parse.FormatTokens.Piece;
import sley.compiler.parse.FormatTokens.Role;
import sley.compiler.source.SourceFile;

/// Lays a file out anew: two blanks for each open bracket, one blank where tokens are apart, at most one empty line, comments behind the code of neighbouring lines in one
/// column. Where lines break is the author's choice and stays. Comments and the text of strings stay as they are.
public final class Formatter {
    private static final String INDENT = "  ";
    private static final int BEFORE_COMMENT = 2;

    /// A bracket that is open: the level of the line it opens in.
    private record Open(int level) {}

    /// @param comment behind the code, or empty
    private record Line(String code, String comment, boolean blankBefore) {}

    private final List<Piece> pieces;
    private final List<Line> lines = new ArrayList<>();
    private final Deque<Open> open = new ArrayDeque<>();
    private Piece lastCode;

    private Formatter(List<Piece> pieces) {
        this.pieces = pieces;
    }

    /// The text of the file in canonical layout; empty when it does not parse, and `diagnostics` says why.
    ///
    /// @throws IllegalStateException when the layout would change the meaning of the file: a fault of the formatter
    public static Optional<String> format(SourceFile file, Diagnostics diagnostics) {
        return DeepStack.call(() -> FormatTokens.of(file, diagnostics).map(pieces -> {
            String text = new Formatter(pieces).text();
            if (!FormatTokens.meaning(file).equals(FormatTokens.meaning(new SourceFile(file.name(), text)))) {
                throw new IllegalStateException("the layout of " + file.name() + " would change its meaning");
            }
            return text;
        }));
    }

    private String text() {
        int i = 0;
        while (i < pieces.size()) {
            int next = i + 1;
            while (next < pieces.size() && pieces.get(next).newlines() == 0) {
                next++;
            }
            line(pieces.subList(i, next), code(i));
            i = next;
        }
        return joined();
    }

    /// The first piece from there on that is no comment; the last one when all are.
    private Piece code(int from) {
        return pieces.subList(from, pieces.size()).stream().filter(piece -> !comment(piece)).findFirst().orElse(pieces.getLast());
    }

    private static boolean comment(Piece piece) {
        return piece.role() == Role.LINE_COMMENT || piece.role() == Role.BLOCK_COMMENT;
    }

    // ---- One line

    /// @param following its first piece, or that of a later line when there are only comments
    private void line(List<Piece> line, Piece following) {
        boolean shebang = lines.isEmpty() && line.getFirst().text().startsWith("#!");
        int level = shebang ? 0 : level(line.getFirst(), following);
        int base = level;
        var code = new StringBuilder();
        String comment = "";
        Piece before = null;
        for (int i = 0; i < line.size(); i++) {
            Piece piece = line.get(i);
            boolean last = i == line.size() - 1 || line.get(i + 1).role() == Role.LINE_COMMENT;
            if (piece.role() == Role.SEMICOLON && last) {
                continue;
            }
            if (piece.role() == Role.LINE_COMMENT && before != null) {
                comment = piece.text().stripTrailing();
                break;
            }
            code.append(before == null ? "" : before.role() == Role.SEMICOLON || spaced(before, piece, i > 1 ? line.get(i - 2) : null) ? " " : "").append(clean(piece));
            bracket(piece, base);
            before = piece;
            if (!comment(piece)) {
                lastCode = piece;
            }
        }
        boolean blank = line.getFirst().newlines() > 1 && !lines.isEmpty() && !afterOpener() && !closes(line.getFirst());
        if (!code.isEmpty()) {
            lines.add(new Line(INDENT.repeat(level) + code, comment, blank));
        }
    }

    private static String clean(Piece piece) {
        return switch (piece.role()) {
            case LINE_COMMENT -> piece.text().stripTrailing();
            case BLOCK_COMMENT -> piece.text().replaceAll("\\r\\n?", "\n");
            default -> piece.text();
        };
    }

    private boolean afterOpener() {
        String previous = lines.getLast().comment.isEmpty() ? lines.getLast().code : "";
        return previous.endsWith("{") || previous.endsWith("(") || previous.endsWith("[");
    }

    private static boolean closes(Piece piece) {
        return piece.role() == Role.CLOSE || piece.role() == Role.BLOCK_CLOSE || piece.role() == Role.MAP_CLOSE;
    }

    /// How far the line that begins with `first` is indented. A comment before a line that goes on stands where that line does.
    private int level(Piece first, Piece following) {
        if (closes(first)) {
            return open.isEmpty() ? 0 : open.peek().level;
        }
        int inside = open.isEmpty() ? 0 : open.peek().level + 1;
        return inside + (lastCode != null && lastCode.goesOn() || following.joins() ? 1 : 0);
    }

    /// A bracket that opens on a line whose first closes others belongs to the level of that line.
    private void bracket(Piece piece, int level) {
        switch (piece.role()) {
            case OPEN, BLOCK_OPEN, MAP_OPEN -> open.push(new Open(level));
            case CLOSE, BLOCK_CLOSE, MAP_CLOSE -> open.poll();
            default -> { }
        }
    }

    // ---- Between two pieces

    private static boolean spaced(Piece a, Piece b, Piece beforeA) {
        Role left = a.role();
        Role right = b.role();
        if (left == Role.BLOCK_COMMENT || right == Role.BLOCK_COMMENT) {
            return left != Role.OPEN && right != Role.CLOSE && right != Role.COMMA;
        }
        if (left == Role.OPEN || left == Role.MAP_OPEN || left == Role.PREFIX || left == Role.TIGHT || left == Role.TYPE_OPEN) {
            return false;
        }
        return switch (right) {
            case CLOSE, MAP_CLOSE, COMMA, COLON, SEMICOLON, TIGHT, POSTFIX, TYPE_OPEN, TYPE_CLOSE -> false;
            case BLOCK_CLOSE -> left != Role.BLOCK_OPEN;
            case OPEN -> !(operandEnd(left) || a.text().equals("fn") || left == Role.KEYWORD && beforeA != null && beforeA.role() == Role.TIGHT);
            default -> true;
        };
    }

    private static boolean operandEnd(Role role) {
        return role == Role.WORD || role == Role.CLOSE || role == Role.TYPE_CLOSE || role == Role.POSTFIX;
    }

    // ---- All lines

    /// Comments behind the code of neighbouring lines stand in one column.
    private String joined() {
        var text = new StringBuilder();
        int i = 0;
        while (i < lines.size()) {
            int end = i + 1;
            while (end < lines.size() && !lines.get(i).comment.isEmpty() && !lines.get(end).comment.isEmpty() && !lines.get(end).blankBefore) {
                end++;
            }
            int width = lines.subList(i, end).stream().mapToInt(l -> width(l.code)).max().orElse(0);
            for (Line line : lines.subList(i, end)) {
                text.append(line.blankBefore ? "\n" : "").append(line.code);
                if (!line.comment.isEmpty()) {
                    text.append(" ".repeat(width - width(line.code) + BEFORE_COMMENT)).append(line.comment);
                }
                text.append('\n');
            }
            i = end;
        }
        return text.toString();
    }

    /// Of the last line of a code that may hold several (a raw string).
    private static int width(String code) {
        String last = code.substring(code.lastIndexOf('\n') + 1);
        return last.codePointCount(0, last.length());
    }
}
