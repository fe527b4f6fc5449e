package sley.compiler.check;

import java.util.List;
import java.util.Optional;
import sley.compiler.hir.HExpr;
import sley.compiler.hir.Local;
import sley.compiler.source.Span;
import sley.compiler.types.Type;
import sley.compiler.types.Type.Simple;

/// What a failed `assert(a == b)` without a message of its own says: the condition as written, and both values.
final class Assertions {
    private Assertions() {}

    /// @param call      of the native `assert`
    /// @param condition where its condition stands
    static HExpr explained(HExpr.CallNative call, Span condition) {
        String source = "assertion failed: `" + condition.file().text().substring(condition.start(), condition.end()).replaceAll("\\s+", " ") + "`";
        Span span = call.span();
        if (!(call.arguments().getFirst() instanceof HExpr.Binary(HExpr.BinaryOp op, HExpr left, HExpr right, Type type, Span _))) {
            return called(call, call.arguments().getFirst(), new HExpr.Text(source, span));
        }
        var first = new Local("$left", left.type(), false, left.span());
        var second = new Local("$right", right.type(), false, right.span());
        var leftValue = new HExpr.LocalGet(first, left.type(), left.span());
        var rightValue = new HExpr.LocalGet(second, right.type(), right.span());
        var text = new HExpr.Concat(List.of(new HExpr.Text(source + "\n  left:  ", span), shown(leftValue), new HExpr.Text("\n  right: ", span), shown(rightValue)), span);
        var no = new HExpr.Unary(HExpr.UnaryOp.BOOL_NOT, new HExpr.Binary(op, leftValue, rightValue, type, condition), Simple.BOOL, condition);
        var fail = new HExpr.If(no, called(call, new HExpr.Primitive(0, Simple.BOOL, span), text), Optional.empty(), Simple.UNIT, span);
        return new HExpr.Block(List.of(new HExpr.Let(first, left, left.span()), new HExpr.Let(second, right, right.span())), Optional.of(fail), Simple.UNIT, span);
    }

    /// Strings in quotes, so that spaces at their ends are seen.
    private static HExpr shown(HExpr value) {
        Span span = value.span();
        HExpr text = new HExpr.ToText(value, span);
        return value.type() == Simple.STRING ? new HExpr.Concat(List.of(new HExpr.Text("\"", span), text, new HExpr.Text("\"", span)), span) : text;
    }

    private static HExpr called(HExpr.CallNative call, HExpr condition, HExpr message) {
        return new HExpr.CallNative(call.name(), call.parameters(), List.of(condition, message), call.type(), call.span());
    }
}
