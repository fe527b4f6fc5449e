package sley.compiler.parse;

import static sley.grammar.SleyParser.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;
import sley.compiler.ast.Expr;
import sley.compiler.ast.Expr.BinaryOp;
import sley.compiler.ast.Expr.UnaryOp;
import sley.compiler.ast.Pattern;
import sley.compiler.diag.Code;
import sley.compiler.source.Span;

/// Expressions: applies precedence to the flat rows of operands and operators that the grammar gives.
final class ExpressionBuilder {
    private static final int PRECEDENCE_NOT = 4;
    private static final int PRECEDENCE_COMPARE = 5;
    private static final int PRECEDENCE_RANGE = 10;
    private static final int PRECEDENCE_ADD = 11;

    private final TreeBuilder tree;

    ExpressionBuilder(TreeBuilder tree) {
        this.tree = tree;
    }

    Expr expression(ExpressionContext context) {
        return switch (context) {
            case TailExpressionContext c -> tail(c.tail());
            case FlatExpressionContext c -> c.operator().isEmpty() && c.operand(0).primary() == c.operand(0).getChild(0)
                    ? operand(c.operand(0)) : new Climb(c).parse(0);
            default -> throw new IllegalStateException("no such expression: " + context.getClass());
        };
    }

    /// Precedence climbing over one flat expression.
    private final class Climb {
        private final FlatExpressionContext row;
        private final List<OperandContext> operands;
        private final List<OperatorContext> operators;
        private int next;
        /// Prefix operators of the current operand that are already applied.
        private int prefixes;

        Climb(FlatExpressionContext row) {
            this.row = row;
            this.operands = row.operand();
            this.operators = row.operator();
        }

        private int peek() {
            return next < operators.size() ? precedence(operators.get(next).getStart().getType()) : -1;
        }

        Expr parse(int minimum) {
            Expr left = prefix();
            while (peek() >= minimum && peek() >= 0) {
                Token operator = operators.get(next).getStart();
                int precedence = peek();
                next++;
                if (operator.getType() == BY) {
                    tree.report(Code.SYNTAX, tree.span(operator), "`by` without a range", "a step follows a range: `0..10 by 2`");
                    parse(PRECEDENCE_ADD);
                    continue;
                }
                if (precedence == PRECEDENCE_RANGE) {
                    left = range(left, operator);
                    continue;
                }
                Expr right = parse(precedence + 1);
                if (precedence == PRECEDENCE_COMPARE && peek() == PRECEDENCE_COMPARE) {
                    Token second = operators.get(next).getStart();
                    tree.report(Code.SYNTAX, tree.span(second), "comparisons do not chain", "join two comparisons with `and`: `a < b and b < c`");
                }
                left = new Expr.Binary(binary(operator.getType()), left, right, tree.span(operator), left.span().to(right.span()));
            }
            return left;
        }

        private Expr range(Expr from, Token operator) {
            Expr to = parse(PRECEDENCE_ADD);
            Optional<Expr> step = Optional.empty();
            if (next < operators.size() && operators.get(next).getStart().getType() == BY) {
                next++;
                step = Optional.of(parse(PRECEDENCE_ADD));
            }
            Span end = step.orElse(to).span();
            return new Expr.Range(from, to, operator.getType() == DOTDOT_EQ, step, from.span().to(end));
        }

        private Expr prefix() {
            if (next == operands.size()) {
                return tail(row.tail());
            }
            OperandContext context = operands.get(next);
            if (context.getChild(prefixes) instanceof TerminalNode sign) {
                Token token = sign.getSymbol();
                if (token.getType() == NOT) {
                    prefixes++;
                    Expr inner = parse(PRECEDENCE_NOT);
                    return new Expr.Unary(UnaryOp.NOT, inner, tree.span(token).to(inner.span()));
                }
                if (token.getType() == MINUS && context.getChild(prefixes + 1) == context.primary() && context.primary() instanceof IntPrimaryContext literal
                        && context.postfix().isEmpty()) {
                    prefixes = 0;
                    Span span = tree.span(token).to(tree.span(literal));
                    return new Expr.IntLiteral(tree.literals.integer(literal.getText(), true, span), span);
                }
                prefixes++;
                Expr inner = prefix();
                return new Expr.Unary(token.getType() == MINUS ? UnaryOp.NEGATE : UnaryOp.COMPLEMENT, inner, tree.span(token).to(inner.span()));
            }
            prefixes = 0;
            return operand(context);
        }
    }

    private static int precedence(int operator) {
        return switch (operator) {
            case COALESCE -> 1;
            case OR -> 2;
            case AND -> 3;
            case EQ, NE, LT, LE, GT, GE -> PRECEDENCE_COMPARE;
            case PIPE -> 6;
            case CARET -> 7;
            case AMPERSAND -> 8;
            case SHL, SHR, USHR -> 9;
            case DOTDOT, DOTDOT_EQ, BY -> PRECEDENCE_RANGE;
            case PLUS, MINUS -> PRECEDENCE_ADD;
            default -> 12;
        };
    }

    private static BinaryOp binary(int operator) {
        return switch (operator) {
            case COALESCE -> BinaryOp.COALESCE;
            case OR -> BinaryOp.OR;
            case AND -> BinaryOp.AND;
            case EQ -> BinaryOp.EQ;
            case NE -> BinaryOp.NE;
            case LT -> BinaryOp.LT;
            case LE -> BinaryOp.LE;
            case GT -> BinaryOp.GT;
            case GE -> BinaryOp.GE;
            case PIPE -> BinaryOp.BIT_OR;
            case CARET -> BinaryOp.BIT_XOR;
            case AMPERSAND -> BinaryOp.BIT_AND;
            case SHL -> BinaryOp.SHL;
            case SHR -> BinaryOp.SHR;
            case USHR -> BinaryOp.USHR;
            case PLUS -> BinaryOp.ADD;
            case MINUS -> BinaryOp.SUB;
            case STAR -> BinaryOp.MUL;
            case SLASH -> BinaryOp.DIV;
            default -> BinaryOp.REM;
        };
    }

    // ---- Tails

    private Expr tail(TailContext context) {
        Span span = tree.span(context);
        return switch (context) {
            case NameLambdaContext c -> new Expr.Lambda(List.of(shortParameter(c.NAME())), Optional.empty(), tree.body(c.body()), false, span);
            case TupleLambdaContext c -> new Expr.Lambda(c.NAME().stream().map(this::shortParameter).toList(), Optional.empty(), tree.body(c.body()), false, span);
            case LongLambdaContext c -> new Expr.Lambda(tree.parameters(c.parameters()), Optional.ofNullable(c.type()).map(tree::type),
                    tree.functionBody(c.functionBody()), true, span);
            case ThrowTailContext c -> new Expr.Throw(expression(c.expression()), span);
            case ReturnTailContext c -> new Expr.Return(Optional.ofNullable(c.expression()).map(this::expression), span);
            case BreakTailContext _ -> new Expr.Break(span);
            case ContinueTailContext _ -> new Expr.Continue(span);
            default -> throw new IllegalStateException("no such tail: " + context.getClass());
        };
    }

    private Expr.Parameter shortParameter(TerminalNode name) {
        return new Expr.Parameter(name.getText(), Optional.empty(), Optional.empty(), tree.span(name));
    }

    // ---- Operands

    private Expr operand(OperandContext context) {
        return postfixes(primary(context.primary()), context.postfix());
    }

    private Expr postfixes(Expr first, List<PostfixContext> postfixes) {
        Expr result = first;
        for (PostfixContext postfix : postfixes) {
            Span span = result.span().to(tree.span(postfix));
            result = switch (postfix) {
                case MemberPostfixContext c -> member(result, c, span);
                case CallPostfixContext c -> new Expr.Call(result, tree.typeArguments(c.typeArguments()), arguments(c.argument()), span);
                case IndexPostfixContext c -> new Expr.Index(result, expression(c.expression()), span);
                case UnwrapPostfixContext _ -> new Expr.Unwrap(result, span);
                default -> throw new IllegalStateException("no such postfix: " + postfix.getClass());
            };
        }
        return result;
    }

    private Expr member(Expr target, MemberPostfixContext c, Span span) {
        boolean optional = c.QUESTION_DOT() != null;
        Token name = c.getStop();
        String text = name.getText();
        int dot = text.indexOf('.');
        if (name.getType() == FLOAT && dot > 0) {
            // `t.0.1`: the lexer sees a float.
            Span first = new Span(tree.file, name.getStartIndex(), name.getStartIndex() + dot);
            Span second = new Span(tree.file, name.getStartIndex() + dot + 1, name.getStopIndex() + 1);
            Expr inner = new Expr.Member(target, text.substring(0, dot), optional, first, target.span().to(first));
            return new Expr.Member(inner, text.substring(dot + 1), false, second, span);
        }
        return new Expr.Member(target, text, optional, tree.span(name), span);
    }

    private List<Expr.Argument> arguments(List<ArgumentContext> contexts) {
        return contexts.stream().map(a -> new Expr.Argument(a.NAME() == null ? "" : a.NAME().getText(), expression(a.expression()), tree.span(a))).toList();
    }

    private Expr primary(PrimaryContext context) {
        Span span = tree.span(context);
        return switch (context) {
            case IntPrimaryContext c -> new Expr.IntLiteral(tree.literals.integer(c.getText(), false, span), span);
            case FloatPrimaryContext c -> new Expr.FloatLiteral(tree.literals.floating(c.getText(), span), span);
            case CharPrimaryContext c -> new Expr.IntLiteral(tree.literals.character(c.getText(), span), span);
            case DurationPrimaryContext c -> new Expr.DurationLiteral(tree.literals.duration(c.getText(), span), span);
            case BoolPrimaryContext c -> new Expr.BoolLiteral(c.TRUE() != null, span);
            case NilPrimaryContext _ -> new Expr.NilLiteral(span);
            case StringPrimaryContext c -> string(c.string());
            case NamePrimaryContext c -> new Expr.Name(c.getText(), span);
            case TuplePrimaryContext c -> c.expression().size() == 1 ? new Expr.Parenthesized(expression(c.expression(0)), span)
                    : new Expr.TupleLiteral(expressions(c.expression()), span);
            case ListPrimaryContext c -> new Expr.ListLiteral(expressions(c.expression()), span);
            case MapPrimaryContext c -> new Expr.MapLiteral(c.mapEntry().stream().map(e -> new Expr.Entry(expression(e.expression(0)), expression(e.expression(1))))
                    .toList(), span);
            case IfPrimaryContext c -> conditional(c, span);
            case MatchPrimaryContext c -> new Expr.Match(expression(c.expression()), c.matchArm().stream().map(this::arm).toList(), span);
            case SelectPrimaryContext c -> new Expr.Select(c.selectArm().stream().map(this::selectArm).toList(), span);
            case SpawnPrimaryContext c -> new Expr.Spawn(Optional.ofNullable(c.string()).map(this::string),
                    c.block() != null ? tree.block(c.block()) : spawnTarget(c.spawnTarget()), span);
            case ScopePrimaryContext c -> new Expr.Scope(tree.block(c.block()), span);
            case WithinPrimaryContext c -> new Expr.Within(expression(c.expression()), tree.block(c.block()), span);
            case LockPrimaryContext c -> new Expr.Lock(expression(c.expression()), tree.block(c.block()), span);
            case LockThreadPrimaryContext c -> new Expr.LockThread(tree.block(c.block()), span);
            case TryPrimaryContext c -> tryExpression(c, span);
            default -> throw new IllegalStateException("no such primary: " + context.getClass());
        };
    }

    private List<Expr> expressions(List<ExpressionContext> contexts) {
        var result = new ArrayList<Expr>(contexts.size());
        for (ExpressionContext context : contexts) {
            result.add(expression(context));
        }
        return result;
    }

    private Expr conditional(IfPrimaryContext c, Span span) {
        List<ExpressionContext> conditions = c.expression();
        List<BlockContext> blocks = c.block();
        Optional<Expr> otherwise = blocks.size() > conditions.size() ? Optional.of(tree.block(blocks.getLast())) : Optional.empty();
        for (int i = conditions.size() - 1; i >= 0; i--) {
            Expr condition = expression(conditions.get(i));
            Span whole = i == 0 ? span : condition.span().to(span);
            otherwise = Optional.of(new Expr.If(condition, tree.block(blocks.get(i)), otherwise, whole));
        }
        return otherwise.orElseThrow();
    }

    private Expr tryExpression(TryPrimaryContext c, Span span) {
        int next = 1;
        Optional<Expr.Catch> handler = Optional.empty();
        if (c.CATCH() != null) {
            BlockContext block = c.block(next++);
            handler = Optional.of(new Expr.Catch(c.NAME() == null ? "_" : c.NAME().getText(), tree.block(block), tree.span(c.NAME() == null ? c.CATCH() : c.NAME())));
        }
        Optional<Expr.Block> cleanup = c.FINALLY() == null ? Optional.empty() : Optional.of(tree.block(c.block(next)));
        if (handler.isEmpty() && cleanup.isEmpty()) {
            tree.report(Code.SYNTAX, tree.span(c.TRY()), "`try` has neither `catch` nor `finally`", "add `catch e { … }`");
        }
        return new Expr.Try(tree.block(c.block(0)), handler, cleanup, span);
    }

    private Expr spawnTarget(SpawnTargetContext c) {
        Expr first = c.NAME() != null ? new Expr.Name(c.NAME().getText(), tree.span(c.NAME()))
                : new Expr.Parenthesized(expression(c.expression()), tree.span(c.LPAREN()).to(tree.span(c.RPAREN())));
        return postfixes(first, c.postfix());
    }

    private Expr.Arm arm(MatchArmContext c) {
        return new Expr.Arm(tree.pattern(c.pattern()), Optional.ofNullable(c.expression()).map(this::expression), tree.body(c.body()), tree.span(c));
    }

    private Expr.SelectArm selectArm(SelectArmContext context) {
        Span span = tree.span(context);
        return switch (context) {
            case AfterArmContext c -> new Expr.SelectArm.After(expression(c.expression()), tree.body(c.body()), span);
            case ElseArmContext c -> new Expr.SelectArm.Otherwise(tree.body(c.body()), span);
            case ChannelArmContext c -> channelArm(c, span);
            default -> throw new IllegalStateException("no such arm: " + context.getClass());
        };
    }

    private Expr.SelectArm channelArm(ChannelArmContext c, Span span) {
        Expr head = expression(c.expression(c.expression().size() - 1));
        Expr body = tree.body(c.body());
        if (head instanceof Expr.Call(Expr.Member(Expr channel, String name, boolean optional, Span _, Span _), var typeArguments, var arguments, Span _)
                && !optional && typeArguments.isEmpty()) {
            if (name.equals("recv") && arguments.isEmpty()) {
                Optional<Pattern> binding = c.ASSIGN() == null ? Optional.empty() : pattern(expression(c.expression(0)));
                if (c.ASSIGN() == null || binding.isPresent()) {
                    return new Expr.SelectArm.Receive(binding, channel, body, span);
                }
            } else if (name.equals("send") && arguments.size() == 1 && c.ASSIGN() == null) {
                return new Expr.SelectArm.Send(channel, arguments.getFirst().value(), body, span);
            }
        }
        return new Expr.SelectArm.Invalid(head, body, span);
    }

    private Optional<Pattern> pattern(Expr written) {
        return switch (written) {
            case Expr.Name(String name, Span span) -> Optional.of(name.equals("_") ? new Pattern.Wildcard(span) : new Pattern.Name(name, span));
            default -> Optional.empty();
        };
    }

    // ---- Literals

    Expr string(StringContext context) {
        Span span = tree.span(context);
        if (context.RAW_STRING() != null) {
            String text = context.RAW_STRING().getText();
            return new Expr.StringLiteral(text.substring(1, text.endsWith("`") && text.length() > 1 ? text.length() - 1 : text.length()).replace("\r\n", "\n"), span);
        }
        var parts = new ArrayList<Expr>();
        var text = new StringBuilder();
        for (StringPartContext part : context.stringPart()) {
            ParseTree first = part.getChild(0);
            switch (((TerminalNode) first).getSymbol().getType()) {
                case STRING_TEXT -> text.append(first.getText());
                case STRING_ESCAPE -> text.append(tree.literals.escape(first.getText(), tree.span(part)));
                default -> {
                    if (!text.isEmpty()) {
                        parts.add(new Expr.StringLiteral(text.toString(), span));
                        text.setLength(0);
                    }
                    parts.add(expression(part.expression()));
                }
            }
        }
        if (parts.isEmpty()) {
            return new Expr.StringLiteral(text.toString(), span);
        }
        if (!text.isEmpty()) {
            parts.add(new Expr.StringLiteral(text.toString(), span));
        }
        return new Expr.Interpolation(parts, span);
    }

    Expr literal(LiteralContext c) {
        Span span = tree.span(c);
        boolean negative = c.MINUS() != null;
        if (c.INT() != null) {
            return new Expr.IntLiteral(tree.literals.integer(c.INT().getText(), negative, span), span);
        }
        if (c.FLOAT() != null) {
            double value = tree.literals.floating(c.FLOAT().getText(), span);
            return new Expr.FloatLiteral(negative ? -value : value, span);
        }
        if (c.DURATION() != null) {
            long nanos = tree.literals.duration(c.DURATION().getText(), span);
            return new Expr.DurationLiteral(negative ? -nanos : nanos, span);
        }
        if (c.CHAR() != null) {
            return new Expr.IntLiteral(tree.literals.character(c.CHAR().getText(), span), span);
        }
        if (c.string() != null) {
            return string(c.string());
        }
        return c.NIL() != null ? new Expr.NilLiteral(span) : new Expr.BoolLiteral(c.TRUE() != null, span);
    }
}
