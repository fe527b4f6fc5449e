package sley.compiler.tree;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import sley.compiler.ast.Body;
import sley.compiler.ast.Decl;
import sley.compiler.ast.Expr;
import sley.compiler.ast.Pattern;
import sley.compiler.ast.SourceUnit;
import sley.compiler.ast.Stmt;
import sley.compiler.ast.TypeExpr;
import sley.compiler.source.SourceFile;
import sley.compiler.source.Span;

/// Reads a tree that [TreeWriter] has stored, bodies of functions when they are asked for. What it reads was built together with it and is trusted.
public final class TreeReader {
    private static final Kind[] KINDS = Kind.values();
    private static final Expr.UnaryOp[] UNARY = Expr.UnaryOp.values();
    private static final Expr.BinaryOp[] BINARY = Expr.BinaryOp.values();

    /// The texts of a tree, each made when it is first wanted.
    private record Texts(String[] made, int[] starts) {}

    private final SourceFile file;
    private final byte[] bytes;
    private final Texts texts;
    private int at;
    private int last;

    private TreeReader(SourceFile file, byte[] bytes, Texts texts, int at) {
        this.file = file;
        this.bytes = bytes;
        this.texts = texts;
        this.at = at;
    }

    /// @param file what was parsed
    public static SourceUnit read(byte[] bytes, SourceFile file) {
        var head = new TreeReader(file, bytes, null, 0);
        int count = head.number();
        var starts = new int[count];
        for (int i = 0; i < count; i++) {
            starts[i] = head.at;
            int length = head.number();
            head.at += length;
        }
        return new SourceUnit(file, new TreeReader(file, bytes, new Texts(new String[count], starts), head.at).list());
    }

    /// The caller knows of which type the node is: that of the component it becomes.
    @SuppressWarnings("unchecked")
    private <T> T node() {
        return (T) read(KINDS[bytes[at++]]);
    }

    private Object read(Kind kind) {
        return switch (kind) {
            case TEXT -> text();
            case LIST -> list();
            case FUNCTION -> new Decl.Function(text(), list(), list(), optional(), body(), flag(), text(), span(), span());
            case EXTERN -> new Decl.Extern(text(), text(), list(), list(), optional(), text(), span(), span());
            case STRUCT -> new Decl.Struct(text(), list(), list(), text(), span(), span());
            case ENUM -> new Decl.Enum(text(), list(), list(), text(), span(), span());
            case ENUM_CASE -> new Decl.Case(text(), list(), span());
            case IMPORT -> new Decl.Import(text(), flag(), text(), span(), span());
            case TEST -> new Decl.Test(text(), flag(), node(), span(), span());
            case TYPE_PARAMETER -> new Decl.TypeParameter(text(), span());
            case INT -> new Expr.IntLiteral(wide(), span());
            case FLOAT -> new Expr.FloatLiteral(Double.longBitsToDouble(wide()), span());
            case DURATION -> new Expr.DurationLiteral(wide(), span());
            case BOOL -> new Expr.BoolLiteral(flag(), span());
            case NIL -> new Expr.NilLiteral(span());
            case STRING -> new Expr.StringLiteral(text(), span());
            case INTERPOLATION -> new Expr.Interpolation(list(), span());
            case NAME -> new Expr.Name(text(), span());
            case LIST_LITERAL -> new Expr.ListLiteral(list(), span());
            case MAP_LITERAL -> new Expr.MapLiteral(list(), span());
            case ENTRY -> new Expr.Entry(node(), node());
            case TUPLE_LITERAL -> new Expr.TupleLiteral(list(), span());
            case PARENTHESIZED -> new Expr.Parenthesized(node(), span());
            case UNARY -> new Expr.Unary(node(), node(), span());
            case UNARY_OP -> UNARY[bytes[at++]];
            case BINARY -> new Expr.Binary(node(), node(), node(), span(), span());
            case BINARY_OP -> BINARY[bytes[at++]];
            case RANGE -> new Expr.Range(node(), node(), flag(), optional(), span());
            case CALL -> new Expr.Call(node(), list(), list(), span());
            case ARGUMENT -> new Expr.Argument(text(), node(), span());
            case INDEX -> new Expr.Index(node(), node(), span());
            case MEMBER -> new Expr.Member(node(), text(), flag(), span(), span());
            case UNWRAP -> new Expr.Unwrap(node(), span());
            case LAMBDA -> new Expr.Lambda(list(), optional(), node(), flag(), span());
            case PARAMETER -> new Expr.Parameter(text(), optional(), optional(), span());
            case BLOCK -> new Expr.Block(list(), span());
            case IF -> new Expr.If(node(), node(), optional(), span());
            case MATCH -> new Expr.Match(node(), list(), span());
            case ARM -> new Expr.Arm(node(), optional(), node(), span());
            case SELECT -> new Expr.Select(list(), span());
            case RECEIVE -> new Expr.SelectArm.Receive(optional(), node(), node(), span());
            case SEND -> new Expr.SelectArm.Send(node(), node(), node(), span());
            case AFTER -> new Expr.SelectArm.After(node(), node(), span());
            case OTHERWISE -> new Expr.SelectArm.Otherwise(node(), span());
            case INVALID_ARM -> new Expr.SelectArm.Invalid(node(), node(), span());
            case SPAWN -> new Expr.Spawn(optional(), node(), span());
            case SCOPE -> new Expr.Scope(node(), span());
            case WITHIN -> new Expr.Within(node(), node(), span());
            case LOCK -> new Expr.Lock(node(), node(), span());
            case LOCK_THREAD -> new Expr.LockThread(node(), span());
            case TRY -> new Expr.Try(node(), optional(), optional(), span());
            case CATCH -> new Expr.Catch(text(), node(), span());
            case THROW -> new Expr.Throw(node(), span());
            case RETURN -> new Expr.Return(optional(), span());
            case BREAK -> new Expr.Break(span());
            case CONTINUE -> new Expr.Continue(span());
            case ASSIGN -> new Expr.Assign(node(), optional(), node(), span());
            case WILDCARD -> new Pattern.Wildcard(span());
            case NAME_PATTERN -> new Pattern.Name(text(), span());
            case LITERAL_PATTERN -> new Pattern.Literal(node(), span());
            case RANGE_PATTERN -> new Pattern.Range(node(), node(), flag(), span());
            case CASE_PATTERN -> new Pattern.Case(list(), text(), optional(), span());
            case FIELD_PATTERN -> new Pattern.Field(text(), node(), span());
            case TUPLE_PATTERN -> new Pattern.Tuple(list(), span());
            case OR_PATTERN -> new Pattern.Or(list(), span());
            case LET -> new Stmt.Let(flag(), node(), optional(), node(), span());
            case WHILE -> new Stmt.While(node(), node(), span());
            case FOR -> new Stmt.For(optional(), node(), node(), node(), span());
            case DEFER -> new Stmt.Defer(node(), span());
            case EXPRESSION -> new Stmt.ExprStmt(node(), span());
            case DECLARATION -> new Stmt.DeclStmt(node(), span());
            case NAMED_TYPE -> new TypeExpr.Named(text(), text(), list(), span());
            case OPTIONAL_TYPE -> new TypeExpr.Optional(node(), span());
            case TUPLE_TYPE -> new TypeExpr.Tuple(list(), span());
            case FUNCTION_TYPE -> new TypeExpr.Function(list(), node(), span());
        };
    }

    private Body body() {
        int length = number();
        int start = at;
        at += length;
        return Body.later(() -> new TreeReader(file, bytes, texts, start).node());
    }

    @SuppressWarnings("unchecked")
    private <T> List<T> list() {
        int size = number();
        if (size == 0) {
            return List.of();
        }
        var nodes = new Object[size];
        for (int i = 0; i < size; i++) {
            nodes[i] = node();
        }
        return (List<T>) Arrays.asList(nodes);
    }

    private <T> Optional<T> optional() {
        return flag() ? Optional.of(node()) : Optional.empty();
    }

    private Span span() {
        int distance = number();
        last += distance >>> 1 ^ -(distance & 1);
        return new Span(file, last, last + number());
    }

    private boolean flag() {
        return bytes[at++] != 0;
    }

    private String text() {
        int number = number();
        String made = texts.made[number];
        if (made == null) {
            var entry = new TreeReader(file, bytes, texts, texts.starts[number]);
            int length = entry.number();
            made = new String(bytes, entry.at, length, StandardCharsets.UTF_8);
            texts.made[number] = made;
        }
        return made;
    }

    private long wide() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 8) {
            value |= (bytes[at++] & 0xFFL) << shift;
        }
        return value;
    }

    private int number() {
        int value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes[at++];
            value |= (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
