package sley.compiler.emit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sley.bytecode.build.FunctionBuilder.Label;
import sley.bytecode.op.Op;
import sley.bytecode.op.Word;
import sley.compiler.hir.HExpr;
import sley.compiler.hir.Local;
import sley.compiler.source.Span;
import sley.compiler.types.Type;
import sley.compiler.types.Type.Simple;

/// `spawn` and `select`.
final class Threads {
    private static final int SEND = 0;
    private static final int RECEIVE = 1;
    private static final int WAIT = 0;
    private static final int DO_NOT_WAIT = 1;
    private static final int WAIT_AT_MOST = 2;

    private final FunctionEmitter f;

    Threads(FunctionEmitter f) {
        this.f = f;
    }

    void spawn(HExpr.Spawn e, Reg to) {
        var operands = new ArrayList<HExpr>();
        e.name().ifPresent(operands::add);
        operands.addAll(e.arguments());
        List<Reg> regs = f.operands(operands);
        var arguments = new ArrayList<>(regs);
        int name = e.name().isPresent() ? arguments.removeFirst().number() : -1;
        for (var capture : e.function().captures()) {
            arguments.add(f.local(capture.outer()));
        }
        f.at(e.span());
        f.b.spawn(to.number(), f.program.function(e.function()), name, e.detached(), FunctionEmitter.banks(arguments));
        f.release(regs);
    }

    /// `channel.recv() ?? other` for primitive elements, which the checker gives as a block: nothing is boxed.
    ///
    /// @return false when the block is another one
    boolean receiveOr(HExpr.Block block, Reg to) {
        if (!(block.effects().size() == 1 && block.effects().getFirst() instanceof HExpr.Let(Local local, HExpr.Receive receive, Span _) && receive.channel().type() instanceof Type.ChanOf chan
                && chan.element().primitive() && block.result().orElse(null) instanceof HExpr.If choice && choice.otherwise().orElse(null) instanceof HExpr.Unwrap there
                && is(there.operand(), local) && choice.condition() instanceof HExpr.IsNil test && is(test.operand(), local))) {
            return false;
        }
        Reg channel = f.value(receive.channel());
        Reg value = f.temporary(chan.element());
        Reg ok = f.temporary(Simple.BOOL);
        f.at(receive.span());
        f.b.abc(Op.RECV_P, value.number(), ok.number(), channel.number());
        f.release(channel);
        var closed = new Label();
        var end = new Label();
        f.b.jumpIf(Op.JUMP_FALSE, ok.number(), closed);
        f.move(to, value);
        f.b.jump(end);
        f.b.bind(closed);
        f.release(ok);
        f.release(value);
        f.enter();
        f.result(choice.then(), to);
        f.leave();
        f.b.bind(end);
        return true;
    }

    private static boolean is(HExpr expr, Local local) {
        return expr instanceof HExpr.LocalGet get && get.local() == local;
    }

    /// What a case needs until its body runs.
    private record Operands(Reg channel, Reg value, Reg ok) {}

    void select(HExpr.Select e, Reg to) {
        var operands = new ArrayList<Operands>();
        for (HExpr.SelectCase c : e.cases()) {
            operands.add(operands(c));
        }
        Reg limit = e.after().isPresent() ? f.kept(e.after().get().duration()) : null;
        int mode = limit != null ? Emitter.small(limit.number() + WAIT_AT_MOST) : e.otherwise().isPresent() ? DO_NOT_WAIT : WAIT;
        var words = new long[operands.size()];
        for (int i = 0; i < words.length; i++) {
            Operands o = operands.get(i);
            words[i] = Word.abc(o.ok == null ? 0 : o.ok.number(), e.cases().get(i) instanceof HExpr.SelectCase.SendCase ? SEND : RECEIVE, o.channel.number(), o.value.number());
        }
        Reg chosen = f.temporary(Simple.INT);
        Label head = f.loopHead(e.span());
        f.b.select(chosen.number(), mode, words);
        if (words.length == 0 && limit == null && e.otherwise().isEmpty()) {
            f.b.loop(head);
        }
        bodies(e, operands, chosen, to);
        f.release(chosen);
        if (limit != null) {
            f.release(limit);
        }
        for (Operands o : operands) {
            f.release(o.channel);
            f.release(o.value);
            if (o.ok != null) {
                f.release(o.ok);
            }
        }
    }

    private void bodies(HExpr.Select e, List<Operands> operands, Reg chosen, Reg to) {
        var labels = new Label[operands.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = new Label();
        }
        var end = new Label();
        f.b.switchOn(chosen.number(), labels);
        Optional<HExpr> none = e.after().map(HExpr.After::body).or(e::otherwise);
        if (none.isPresent()) {
            arm(none.get(), to, end);
        } else {
            f.unreachable();
        }
        for (int i = 0; i < labels.length; i++) {
            HExpr.SelectCase c = e.cases().get(i);
            f.b.bind(labels[i]);
            f.enter();
            if (c instanceof HExpr.SelectCase.ReceiveCase(HExpr _, Optional<Local> local, HExpr _) && local.isPresent()) {
                received(local.get(), operands.get(i));
            }
            arm(c.body(), to, end);
            f.leave();
        }
        f.b.bind(end);
    }

    private void arm(HExpr body, Reg to, Label end) {
        f.enter();
        f.result(body, to);
        f.leave();
        f.b.jump(end);
    }

    private Operands operands(HExpr.SelectCase c) {
        Type element = ((Type.ChanOf) c.channel().type()).element();
        Reg channel = f.kept(c.channel());
        return switch (c) {
            case HExpr.SelectCase.SendCase send -> new Operands(channel, f.kept(send.value()), null);
            case HExpr.SelectCase.ReceiveCase _ -> element.primitive() ? new Operands(channel, f.temporary(element), f.temporary(Simple.BOOL))
                    : new Operands(channel, f.temporary(new Type.OptionalOf(element)), null);
        };
    }

    private void received(Local local, Operands operands) {
        if (operands.ok == null) {
            f.bind(local, operands.value);
            return;
        }
        Reg to = f.binding(local);
        f.boxed(operands.value, operands.ok, to);
        f.bound(local, to);
    }
}
