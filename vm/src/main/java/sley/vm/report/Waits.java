package sley.vm.report;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import sley.bytecode.model.FunctionCode;
import sley.bytecode.op.Instruction;
import sley.bytecode.op.Op;
import sley.bytecode.op.Opcode;
import sley.bytecode.op.Operand;
import sley.bytecode.op.Word;
import sley.bytecode.text.TypeNames;
import sley.vm.chan.Channel;
import sley.vm.chan.Mutex;
import sley.vm.code.LinkedFunction;
import sley.vm.sched.Descriptor;
import sley.vm.sched.Scope;
import sley.vm.thread.GreenThread;

/// What a parked thread waits for, as a phrase behind "waits": `to receive from chan<int> #3 jobs (cap 0)`. Types and names come from the instruction that it waits in.
final class Waits {
    private static final int MOST_CASES = 6;

    private final GreenThread thread;
    private final LinkedFunction function;
    private final int pc;

    private Waits(GreenThread thread) {
        this.thread = thread;
        this.function = thread.function;
        this.pc = thread.pc;
    }

    static String of(GreenThread thread) {
        return new Waits(thread).text();
    }

    /// `thread 3 "worker"`.
    static String name(GreenThread thread) {
        return "thread " + thread.id + " \"" + thread.name + '"';
    }

    private String text() {
        String reason = String.valueOf(thread.waitReason);
        return switch (thread.waitsOn) {
            case Channel channel -> "to " + reason + (reason.equals("send") ? " to " : " from ") + channel(channel, operand());
            case Channel[] channels -> channels.length == 0 ? "in a select without cases" : "in select: " + cases(channels);
            case Mutex mutex -> "to lock mutex" + variable(operand()).map(name -> " " + name).orElse("")
                    + (mutex.owner() == null ? "" : ", held by " + name(mutex.owner()));
            case GreenThread joined -> "for the end of " + name(joined);
            case Scope scope -> members(scope);
            case Descriptor descriptor -> "to " + reason + " " + descriptor.name;
            case null, default -> "in " + reason;
        };
    }

    private static String members(Scope scope) {
        int count = scope.members().size();
        return count == 1 ? "for the end of " + name(scope.members().getFirst()) + " in its scope" : "for the end of " + count + " threads in its scope";
    }

    private String cases(Channel[] channels) {
        String text = IntStream.range(0, Math.min(MOST_CASES, channels.length)).mapToObj(i -> {
            long word = instruction() == Op.SELECT ? function.code[pc + 1 + i] : 0;
            OptionalInt register = instruction() == Op.SELECT ? OptionalInt.of(Word.b(word)) : OptionalInt.empty();
            return (register.isPresent() && Word.a(word) == 0 ? "send to " : "receive from ") + channel(channels[i], register);
        }).collect(Collectors.joining(", "));
        return text + (channels.length > MOST_CASES ? ", and " + (channels.length - MOST_CASES) + " more" : "");
    }

    private String channel(Channel channel, OptionalInt register) {
        String type = register.isEmpty() ? "chan" : TypeNames.of(function.program.module.types(), function.source.referenceTypes()[register.getAsInt()]);
        return type + " #" + channel.id + variable(register).map(name -> " " + name).orElse("") + " (cap " + channel.capacity + ")";
    }

    private int instruction() {
        return Word.op(function.code[pc]);
    }

    /// The register that holds what the instruction waits on.
    private OptionalInt operand() {
        long w = function.code[pc];
        return switch (instruction()) {
            case Op.SEND_P, Op.SEND_R, Op.LOCK -> OptionalInt.of(Word.a(w));
            case Op.RECV_P -> OptionalInt.of(Word.c(w));
            case Op.RECV_R, Op.JOIN_P, Op.JOIN_R -> OptionalInt.of(Word.b(w));
            default -> OptionalInt.empty();
        };
    }

    /// The name of the variable or field whose value a register holds, if that is plain from the code.
    private Optional<String> variable(OptionalInt register) {
        if (register.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> loaded = loaded(register.getAsInt());
        return loaded.isPresent() ? loaded : local(register.getAsInt());
    }

    /// Whether the program says so, not the compiler.
    private static boolean given(String name) {
        return !name.startsWith("$");
    }

    private Optional<String> local(int register) {
        var names = function.source.variables().stream().filter(v -> !v.primitive() && v.register() == register).map(FunctionCode.Variable::name).filter(Waits::given).distinct().toList();
        return names.size() == 1 ? Optional.of(names.getFirst()) : Optional.empty();
    }

    /// When the instruction that wrote the register last, on the way in which code lies, loads a global or a captured variable.
    private Optional<String> loaded(int register) {
        Optional<String> name = Optional.empty();
        for (int at = 0; at < pc; at += Instruction.length(function.program.module, function.code, at)) {
            long w = function.code[at];
            Opcode op = Opcode.of(Word.op(w));
            boolean writes = !op.operands().isEmpty() && op.operands().getFirst() == Operand.DEST_R && Word.a(w) == register;
            if (writes) {
                name = switch (op) {
                    case GLOBAL_GET_R -> Optional.of(function.program.module.globals().get(Word.bc(w)).name());
                    case CELL_GET_R -> local(Word.b(w));
                    default -> Optional.empty();
                };
            }
        }
        return name;
    }
}
