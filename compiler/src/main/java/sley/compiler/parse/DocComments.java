package sley.compiler.parse;

import java.util.List;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;
import sley.compiler.source.SourceFile;
import sley.grammar.SleyLexer;

/// Finds the `///` comment that stands right before a declaration. Declarations must be asked in source order.
final class DocComments {
    private final SourceFile file;
    private final List<CommonToken> comments;
    private int next;

    DocComments(SourceFile file, List<CommonToken> comments) {
        this.file = file;
        this.comments = comments;
    }

    /// The comment's text without slashes, lines joined by newlines; empty when there is none.
    String before(Token declaration) {
        int begin = next;
        while (next < comments.size() && comments.get(next).getStartIndex() < declaration.getStartIndex()) {
            next++;
        }
        int first = next;
        int line = declaration.getLine();
        while (first > begin && isDoc(comments.get(first - 1)) && comments.get(first - 1).getLine() == line - 1) {
            line--;
            first--;
        }
        var text = new StringBuilder();
        for (int i = first; i < next; i++) {
            String comment = file.text().substring(comments.get(i).getStartIndex(), comments.get(i).getStopIndex() + 1).substring(3);
            text.append(text.isEmpty() ? "" : "\n").append(comment.startsWith(" ") ? comment.substring(1) : comment);
        }
        return text.toString();
    }

    private boolean isDoc(CommonToken comment) {
        return comment.getType() == SleyLexer.LINE_COMMENT && file.text().startsWith("///", comment.getStartIndex());
    }
}
