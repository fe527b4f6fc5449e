package sley.compiler.emit;

import java.util.ArrayList;
import java.util.List;
import sley.bytecode.build.FunctionBuilder.Label;
import sley.bytecode.op.Op;
import sley.compiler.hir.HExpr;
import sley.compiler.hir.HPattern;
import sley.compiler.hir.Local;
import sley.compiler.types.Type;
import sley.compiler.types.Type.Simple;

/// `match`: arms are tried in order; over an enum with several arms, a jump table leads to the first arm that may match.
final class Matches {
    private static final int TABLE_FROM = 4;

    private final FunctionEmitter f;

    Matches(FunctionEmitter f) {
        this.f = f;
    }

    void match(HExpr.Match e, Reg to) {
        if (FunctionEmitter.never(e.subject())) {
            f.effect(e.subject());
            return;
        }
        Reg subject = f.kept(e.subject());
        List<HExpr.Arm> arms = e.arms();
        var end = new Label();
        var untagged = new Label[arms.size()];
        if (table(e)) {
            jumpTable(e, subject, untagged);
        }
        Label entry = new Label();
        for (int i = 0; i < arms.size(); i++) {
            HExpr.Arm arm = arms.get(i);
            boolean last = i == arms.size() - 1 && arm.guard().isEmpty();
            var next = new Label();
            f.enter();
            f.b.bind(entry);
            if (untagged[i] != null) {
                if (arm.pattern() instanceof HPattern.Case pattern && f.b.reachable()) {
                    tag(pattern, subject, next);
                }
                f.b.bind(untagged[i]);
                pattern(arm.pattern(), subject, next, last, true);
            } else {
                pattern(arm.pattern(), subject, next, last, false);
            }
            arm.guard().ifPresent(g -> f.branch(g, next, false));
            f.result(arm.body(), to);
            f.leave();
            f.b.jump(end);
            entry = next;
        }
        f.b.bind(entry);
        if (f.b.reachable()) {
            f.unreachable();
        }
        f.b.bind(end);
        f.release(subject);
    }

    private boolean table(HExpr.Match e) {
        return e.arms().size() >= TABLE_FROM && e.subject().type() instanceof Type.Named named && named.symbol().isEnum();
    }

    private void jumpTable(HExpr.Match e, Reg subject, Label[] untagged) {
        int cases = f.types.cases(e.subject().type()).size();
        var targets = new Label[cases];
        for (int tag = 0; tag < cases; tag++) {
            for (int i = 0; i < e.arms().size() && targets[tag] == null; i++) {
                if (may(e.arms().get(i).pattern(), tag)) {
                    if (untagged[i] == null) {
                        untagged[i] = new Label();
                    }
                    targets[tag] = untagged[i];
                }
            }
            if (targets[tag] == null) {
                throw new IllegalStateException("match is not exhaustive at " + e.span());
            }
        }
        Reg tag = f.temporary(Simple.INT);
        f.b.ab(Op.CASE_TAG, tag.number(), subject.number());
        f.b.switchOn(tag.number(), targets);
        f.release(tag);
        f.unreachable();
    }

    private static boolean may(HPattern pattern, int tag) {
        return switch (pattern) {
            case HPattern.Case(int index, List<HPattern> _, Type _) -> index == tag;
            case HPattern.Or(List<HPattern> alternatives, Type _) -> alternatives.stream().anyMatch(p -> may(p, tag));
            default -> true;
        };
    }

    private void tag(HPattern.Case pattern, Reg subject, Label fail) {
        Reg tag = f.temporary(Simple.INT);
        f.b.ab(Op.CASE_TAG, tag.number(), subject.number());
        Reg wanted = f.integer(pattern.index());
        f.b.jumpCompare(Op.JUMP_NE, tag.number(), wanted.number(), fail, f.bool());
        f.release(wanted);
        f.release(tag);
    }

    /// Jumps to `fail` unless the value matches; binds the pattern's variables.
    ///
    /// @param sure   it is known to match: no tests are needed
    /// @param tagged the tag of an enum value is known to be that of the pattern
    private void pattern(HPattern pattern, Reg value, Label fail, boolean sure, boolean tagged) {
        switch (pattern) {
            case HPattern.Any _ -> { }
            case HPattern.Bind(Local local, Type _) -> f.bind(local, value);
            case HPattern.Constant(HExpr constant, Type type) -> {
                if (!sure) {
                    constant(constant, type, value, fail);
                }
            }
            case HPattern.Range(long from, long to, boolean inclusive, Type _) -> {
                if (!sure) {
                    Reg bound = f.integer(from);
                    f.b.jumpCompare(Op.JUMP_LT, value.number(), bound.number(), fail, f.bool());
                    f.constant(to, bound);
                    if (inclusive) {
                        f.b.jumpCompare(Op.JUMP_LT, bound.number(), value.number(), fail, f.bool());
                    } else {
                        f.b.jumpCompare(Op.JUMP_LE, bound.number(), value.number(), fail, f.bool());
                    }
                    f.release(bound);
                }
            }
            case HPattern.Case c -> {
                if (!sure && !tagged) {
                    tag(c, value, fail);
                }
                for (int i = 0; i < c.fields().size(); i++) {
                    int slot = f.types.caseSlot(c.type(), c.index(), i);
                    part(c.fields().get(i), fail, sure,
                            to -> f.b.extra(to.primitive() ? Op.CASE_GET_P : Op.CASE_GET_R, to.number(), value.number(), slot, c.index()));
                }
            }
            case HPattern.Fields(List<HPattern> fields, Type type) -> {
                for (int i = 0; i < fields.size(); i++) {
                    int slot = f.types.slot(type, i);
                    part(fields.get(i), fail, sure, to -> f.b.abc(to.primitive() ? Op.FIELD_GET_P : Op.FIELD_GET_R, to.number(), value.number(), slot));
                }
            }
            case HPattern.Nil _ -> {
                if (!sure) {
                    f.b.jumpIf(Op.JUMP_NOT_NIL, value.number(), fail);
                }
            }
            case HPattern.Some(HPattern inner, Type _) -> {
                if (!sure) {
                    f.b.jumpIf(Op.JUMP_NIL, value.number(), fail);
                }
                part(inner, fail, sure, to -> f.b.ab(to.primitive() ? Op.UNWRAP_P : Op.UNWRAP_R, to.number(), value.number()));
            }
            case HPattern.Or(List<HPattern> alternatives, Type _) -> {
                if (!sure) {
                    or(alternatives, value, fail);
                }
            }
        }
    }

    private interface Fetch {
        void into(Reg to);
    }

    /// A pattern for a part of a value.
    private void part(HPattern pattern, Label fail, boolean sure, Fetch fetch) {
        switch (pattern) {
            case HPattern.Any _ -> { }
            case HPattern.Bind(Local local, Type _) -> {
                Reg to = f.binding(local);
                fetch.into(to);
                f.bound(local, to);
            }
            default -> {
                Reg to = f.temporary(pattern.type());
                fetch.into(to);
                pattern(pattern, to, fail, sure, false);
                f.release(to);
            }
        }
    }

    private void or(List<HPattern> alternatives, Reg value, Label fail) {
        var matched = new Label();
        var rest = new ArrayList<>(alternatives);
        HPattern last = rest.removeLast();
        for (HPattern alternative : rest) {
            var next = new Label();
            pattern(alternative, value, next, false, false);
            f.b.jump(matched);
            f.b.bind(next);
        }
        pattern(last, value, fail, false, false);
        f.b.bind(matched);
    }

    private void constant(HExpr constant, Type type, Reg value, Label fail) {
        if (type == Simple.BOOL) {
            f.b.jumpIf(((HExpr.Primitive) constant).bits() == 1 ? Op.JUMP_FALSE : Op.JUMP_TRUE, value.number(), fail);
            return;
        }
        Reg wanted = f.value(constant);
        if (type == Simple.INT || type == Simple.DURATION) {
            f.b.jumpCompare(Op.JUMP_NE, value.number(), wanted.number(), fail, f.bool());
        } else {
            Reg equal = f.temporary(Simple.BOOL);
            f.b.abc(type == Simple.STRING ? Op.STRING_EQ : Op.FLOAT_EQ, equal.number(), value.number(), wanted.number());
            f.b.jumpIf(Op.JUMP_FALSE, equal.number(), fail);
            f.release(equal);
        }
        f.release(wanted);
    }
}
