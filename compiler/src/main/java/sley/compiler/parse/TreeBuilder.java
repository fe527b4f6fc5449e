package sley.compiler.parse;

import static sley.grammar.SleyParser.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.TerminalNode;
import sley.compiler.ast.Body;
import sley.compiler.ast.Decl;
import sley.compiler.ast.Expr;
import sley.compiler.ast.Pattern;
import sley.compiler.ast.Stmt;
import sley.compiler.ast.TypeExpr;
import sley.compiler.diag.Code;
import sley.compiler.diag.Diagnostic;
import sley.compiler.diag.Diagnostics;
import sley.compiler.source.SourceFile;
import sley.compiler.source.Span;

/// From parse tree to syntax tree: statements, declarations, types and patterns. Expressions are in [ExpressionBuilder].
class TreeBuilder {
    final SourceFile file;
    final Diagnostics diagnostics;
    final Literals literals;
    private final DocComments docs;
    private final ExpressionBuilder expressions;

    TreeBuilder(SourceFile file, Diagnostics diagnostics, List<CommonToken> comments) {
        this.file = file;
        this.diagnostics = diagnostics;
        this.literals = new Literals(diagnostics);
        this.docs = new DocComments(file, comments);
        this.expressions = new ExpressionBuilder(this);
    }

    // ---- Spans

    Span span(Token token) {
        return new Span(file, token.getStartIndex(), Math.max(token.getStartIndex(), token.getStopIndex() + 1));
    }

    Span span(TerminalNode node) {
        return span(node.getSymbol());
    }

    Span span(ParserRuleContext context) {
        Token start = context.getStart();
        Token stop = context.getStop() == null ? start : context.getStop();
        return new Span(file, start.getStartIndex(), Math.max(start.getStartIndex(), stop.getStopIndex() + 1));
    }

    void report(Code code, Span span, String headline, String help) {
        diagnostics.add(Diagnostic.error(code, span, headline).help(help));
    }

    // ---- Statements

    List<Stmt> statements(StatementsContext context) {
        var result = new ArrayList<Stmt>(context.statement().size());
        for (StatementContext statement : context.statement()) {
            result.add(statement(statement));
        }
        return result;
    }

    Stmt statement(StatementContext context) {
        Span span = span(context);
        return switch (context) {
            case LetStatementContext c -> new Stmt.Let(c.VAR() != null, pattern(c.pattern()), Optional.ofNullable(c.type()).map(this::type),
                    expression(c.expression()), span);
            case WhileStatementContext c -> new Stmt.While(expression(c.expression()), block(c.block()), span);
            case ForStatementContext c -> c.pattern().size() == 2
                    ? new Stmt.For(Optional.of(pattern(c.pattern(0))), pattern(c.pattern(1)), expression(c.expression()), block(c.block()), span)
                    : new Stmt.For(Optional.empty(), pattern(c.pattern(0)), expression(c.expression()), block(c.block()), span);
            case DeferStatementContext c -> new Stmt.Defer(body(c.body()), span);
            case SimpleStatementContext c -> new Stmt.ExprStmt(simple(c.simple()), span);
            default -> new Stmt.DeclStmt(declaration(context), span);
        };
    }

    private Decl declaration(StatementContext context) {
        Span span = span(context);
        String doc = docs.before(context.getStart());
        return switch (context) {
            case FunctionDeclarationContext c -> new Decl.Function(c.NAME().getText(), typeParameters(c.typeParameters()), parameters(c.parameters()),
                    Optional.ofNullable(c.type()).map(this::type), Body.of(functionBody(c.functionBody())), c.functionBody().expression() != null, doc,
                    span(c.NAME()), span);
            case ExternDeclarationContext c -> new Decl.Extern(c.string() == null ? "" : plainString(c.string()), c.NAME().getText(),
                    typeParameters(c.typeParameters()), parameters(c.parameters()), Optional.ofNullable(c.type()).map(this::type), doc, span(c.NAME()), span);
            case StructDeclarationContext c -> new Decl.Struct(c.NAME().getText(), typeParameters(c.typeParameters()), parameters(c.parameter()), doc,
                    span(c.NAME()), span);
            case EnumDeclarationContext c -> new Decl.Enum(c.NAME().getText(), typeParameters(c.typeParameters()),
                    c.enumCase().stream().map(e -> new Decl.Case(e.NAME().getText(), parameters(e.parameters()), span(e))).toList(), doc, span(c.NAME()), span);
            case ImportDeclarationContext c -> imports(c, span);
            case TestDeclarationContext c -> new Decl.Test(plainString(c.string()), virtualTime(c), block(c.block()), span(c.string()), span);
            default -> throw new IllegalStateException("no such statement: " + context.getClass());
        };
    }

    /// `virtual` and `time` are ordinary names, with a meaning here.
    private boolean virtualTime(TestDeclarationContext c) {
        if (c.IN() == null) {
            return false;
        }
        Span words = span(c.NAME(0)).to(span(c.NAME(1)));
        if (!c.NAME(0).getText().equals("virtual") || !c.NAME(1).getText().equals("time")) {
            report(Code.SYNTAX, words, "a test runs in virtual time or in real time", "write `test \"name\" in virtual time { … }`");
        }
        return true;
    }

    private Decl imports(ImportDeclarationContext c, Span span) {
        boolean path = c.string() != null;
        String target = path ? plainString(c.string()) : c.NAME(0).getText();
        int names = c.NAME().size();
        String alias = c.AS() != null ? c.NAME(names - 1).getText() : "";
        return new Decl.Import(target, path, alias, path ? span(c.string()) : span(c.NAME(0)), span);
    }

    /// The text of a string that may not hold `${…}`.
    private String plainString(StringContext context) {
        Expr string = expressions.string(context);
        if (string instanceof Expr.StringLiteral literal) {
            return literal.value();
        }
        report(Code.SYNTAX, span(context), "this string must be plain", "write it without `${…}`");
        return "";
    }

    private List<Decl.TypeParameter> typeParameters(TypeParametersContext context) {
        return context == null ? List.of() : context.NAME().stream().map(n -> new Decl.TypeParameter(n.getText(), span(n))).toList();
    }

    List<Expr.Parameter> parameters(ParametersContext context) {
        return context == null ? List.of() : parameters(context.parameter());
    }

    private List<Expr.Parameter> parameters(List<ParameterContext> contexts) {
        return contexts.stream().map(p -> new Expr.Parameter(p.NAME().getText(), Optional.ofNullable(p.type()).map(this::type),
                Optional.ofNullable(p.expression()).map(this::expression), span(p))).toList();
    }

    Expr.Block functionBody(FunctionBodyContext context) {
        if (context.block() != null) {
            return block(context.block());
        }
        Expr value = expression(context.expression());
        return new Expr.Block(List.of(new Stmt.ExprStmt(value, value.span())), value.span());
    }

    Expr.Block block(BlockContext context) {
        return new Expr.Block(statements(context.statements()), span(context));
    }

    Expr body(BodyContext context) {
        return context.block() != null ? block(context.block()) : simple(context.simple());
    }

    Expr simple(SimpleContext context) {
        Expr target = expression(context.expression(0));
        if (context.assignment() == null) {
            return target;
        }
        Optional<Expr.BinaryOp> op = switch (context.assignment().getStart().getType()) {
            case PLUS_ASSIGN -> Optional.of(Expr.BinaryOp.ADD);
            case MINUS_ASSIGN -> Optional.of(Expr.BinaryOp.SUB);
            case TIMES_ASSIGN -> Optional.of(Expr.BinaryOp.MUL);
            case DIVIDE_ASSIGN -> Optional.of(Expr.BinaryOp.DIV);
            case REM_ASSIGN -> Optional.of(Expr.BinaryOp.REM);
            default -> Optional.empty();
        };
        return new Expr.Assign(target, op, expression(context.expression(1)), span(context));
    }

    Expr expression(ExpressionContext context) {
        return expressions.expression(context);
    }

    // ---- Patterns

    Pattern pattern(PatternContext context) {
        if (context.alternative().size() == 1) {
            return alternative(context.alternative(0));
        }
        return new Pattern.Or(context.alternative().stream().map(this::alternative).toList(), span(context));
    }

    private Pattern alternative(AlternativeContext context) {
        Span span = span(context);
        return switch (context) {
            case NamePatternContext c -> namePattern(c, span);
            case TuplePatternContext c -> c.pattern().size() == 1 ? pattern(c.pattern(0)) : new Pattern.Tuple(c.pattern().stream().map(this::pattern).toList(), span);
            case LiteralPatternContext c -> {
                Expr first = expressions.literal(c.literal(0));
                yield c.literal().size() == 1 ? new Pattern.Literal(first, span)
                        : new Pattern.Range(first, expressions.literal(c.literal(1)), c.DOTDOT_EQ() != null, span);
            }
            default -> throw new IllegalStateException("no such pattern: " + context.getClass());
        };
    }

    private Pattern namePattern(NamePatternContext c, Span span) {
        List<TerminalNode> names = c.NAME();
        String last = names.getLast().getText();
        if (names.size() == 1 && c.LPAREN() == null) {
            return last.equals("_") ? new Pattern.Wildcard(span) : new Pattern.Name(last, span);
        }
        Optional<List<Pattern.Field>> fields = c.LPAREN() == null ? Optional.empty() : Optional.of(c.patternField().stream()
                .map(f -> new Pattern.Field(f.NAME() == null ? "" : f.NAME().getText(), pattern(f.pattern()), span(f))).toList());
        return new Pattern.Case(names.stream().limit(names.size() - 1L).map(TerminalNode::getText).toList(), last, fields, span);
    }

    // ---- Types

    TypeExpr type(TypeContext context) {
        TypeExpr base = baseType(context.baseType());
        return context.QUESTION() == null ? base : new TypeExpr.Optional(base, span(context));
    }

    private TypeExpr baseType(BaseTypeContext context) {
        Span span = span(context);
        return switch (context) {
            case NamedTypeContext c -> c.NAME().size() == 2
                    ? new TypeExpr.Named(c.NAME(0).getText(), c.NAME(1).getText(), typeArguments(c.typeArguments()), span)
                    : new TypeExpr.Named("", c.NAME(0).getText(), typeArguments(c.typeArguments()), span);
            case TupleTypeContext c -> c.type().size() == 1 ? type(c.type(0)) : new TypeExpr.Tuple(c.type().stream().map(this::type).toList(), span);
            case FunctionTypeContext c -> {
                int count = c.type().size() - (c.ARROW() == null ? 0 : 1);
                TypeExpr result = c.ARROW() == null ? new TypeExpr.Tuple(List.of(), span) : type(c.type(count));
                yield new TypeExpr.Function(c.type().stream().limit(count).map(this::type).toList(), result, span);
            }
            default -> throw new IllegalStateException("no such type: " + context.getClass());
        };
    }

    List<TypeExpr> typeArguments(TypeArgumentsContext context) {
        return context == null ? List.of() : context.type().stream().map(this::type).toList();
    }
}
