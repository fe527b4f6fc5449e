package sley.compiler.tree;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import sley.compiler.ast.Decl;
import sley.compiler.ast.Expr;
import sley.compiler.ast.Pattern;
import sley.compiler.ast.Stmt;
import sley.compiler.ast.TypeExpr;

/// What a node of a stored tree is: one byte, then the components of the record in their order.
///
/// A stored tree is a table of texts, and then the list of the top-level statements. Counts, lengths and numbers of texts take as many bytes as they need, 7 bits each, lowest first.
/// An optional is a byte, 0 or 1, and what it holds. A span is where it begins, as the (zigzag) distance from where the one before it began, and its length. The body of a function is
/// preceded by its length in bytes, and its first span counts from 0: so it can be left out at first and read by itself.
enum Kind {
    TEXT(String.class), LIST(List.class),
    FUNCTION(Decl.Function.class), EXTERN(Decl.Extern.class), STRUCT(Decl.Struct.class), ENUM(Decl.Enum.class), ENUM_CASE(Decl.Case.class), IMPORT(Decl.Import.class), TEST(Decl.Test.class),
    TYPE_PARAMETER(Decl.TypeParameter.class),
    INT(Expr.IntLiteral.class), FLOAT(Expr.FloatLiteral.class), DURATION(Expr.DurationLiteral.class), BOOL(Expr.BoolLiteral.class), NIL(Expr.NilLiteral.class),
    STRING(Expr.StringLiteral.class), INTERPOLATION(Expr.Interpolation.class), NAME(Expr.Name.class), LIST_LITERAL(Expr.ListLiteral.class), MAP_LITERAL(Expr.MapLiteral.class),
    ENTRY(Expr.Entry.class), TUPLE_LITERAL(Expr.TupleLiteral.class), PARENTHESIZED(Expr.Parenthesized.class), UNARY(Expr.Unary.class), UNARY_OP(Expr.UnaryOp.class),
    BINARY(Expr.Binary.class), BINARY_OP(Expr.BinaryOp.class), RANGE(Expr.Range.class), CALL(Expr.Call.class), ARGUMENT(Expr.Argument.class), INDEX(Expr.Index.class),
    MEMBER(Expr.Member.class), UNWRAP(Expr.Unwrap.class), LAMBDA(Expr.Lambda.class), PARAMETER(Expr.Parameter.class), BLOCK(Expr.Block.class), IF(Expr.If.class),
    MATCH(Expr.Match.class), ARM(Expr.Arm.class), SELECT(Expr.Select.class), RECEIVE(Expr.SelectArm.Receive.class), SEND(Expr.SelectArm.Send.class),
    AFTER(Expr.SelectArm.After.class), OTHERWISE(Expr.SelectArm.Otherwise.class), INVALID_ARM(Expr.SelectArm.Invalid.class), SPAWN(Expr.Spawn.class), SCOPE(Expr.Scope.class),
    WITHIN(Expr.Within.class), LOCK(Expr.Lock.class), LOCK_THREAD(Expr.LockThread.class), TRY(Expr.Try.class), CATCH(Expr.Catch.class), THROW(Expr.Throw.class),
    RETURN(Expr.Return.class), BREAK(Expr.Break.class), CONTINUE(Expr.Continue.class), ASSIGN(Expr.Assign.class),
    WILDCARD(Pattern.Wildcard.class), NAME_PATTERN(Pattern.Name.class), LITERAL_PATTERN(Pattern.Literal.class), RANGE_PATTERN(Pattern.Range.class), CASE_PATTERN(Pattern.Case.class),
    FIELD_PATTERN(Pattern.Field.class), TUPLE_PATTERN(Pattern.Tuple.class), OR_PATTERN(Pattern.Or.class),
    LET(Stmt.Let.class), WHILE(Stmt.While.class), FOR(Stmt.For.class), DEFER(Stmt.Defer.class), EXPRESSION(Stmt.ExprStmt.class), DECLARATION(Stmt.DeclStmt.class),
    NAMED_TYPE(TypeExpr.Named.class), OPTIONAL_TYPE(TypeExpr.Optional.class), TUPLE_TYPE(TypeExpr.Tuple.class), FUNCTION_TYPE(TypeExpr.Function.class);

    private final Class<?> type;

    Kind(Class<?> type) {
        this.type = type;
    }

    /// For writing; not made when a tree is read.
    static final class ByClass {
        private static final Map<Class<?>, Kind> KINDS = Arrays.stream(values()).filter(kind -> kind != LIST).collect(Collectors.toMap(kind -> kind.type, kind -> kind));

        private ByClass() {}

        static Kind of(Object node) {
            Kind kind = node instanceof List ? LIST : KINDS.get(node instanceof Enum<?> constant ? constant.getDeclaringClass() : node.getClass());
            if (kind == null) {
                throw new IllegalStateException("no way to store a " + node.getClass());
            }
            return kind;
        }
    }
}
