package sley.compiler.hir;

import java.util.List;
import java.util.Optional;
import sley.compiler.source.Span;
import sley.compiler.types.Type;

/// An expression of the typed tree: what the checker hands to the emitter. Everything is concrete (no type variables), named, defaulted and converted:
/// named arguments are in order, methods are calls, `T` where `T?` is wanted is a [Wrap], string interpolation is a [Concat] of texts, destructuring is
/// [Let]s of [FieldGet]s, `x?.f` and `x ?? y` are an [If] over a made-up local. Evaluation order is left to right as listed.
public sealed interface HExpr {
    Type type();

    Span span();

    // ---- Constants

    /// An int, bool (0, 1), duration, or float as its IEEE bits; also unit (0).
    record Primitive(long bits, Type type, Span span) implements HExpr {}

    record Text(String value, Span span) implements HExpr {
        @Override
        public Type type() {
            return Type.Simple.STRING;
        }
    }

    /// `nil` of an optional type.
    record Nil(Type type, Span span) implements HExpr {}

    // ---- Variables

    record LocalGet(Local local, Type type, Span span) implements HExpr {}

    record LocalSet(Local local, HExpr value, Span span) implements UnitExpr {}

    /// Declares `local` with its first value. Each execution makes a fresh variable (a fresh cell when it is boxed).
    record Let(Local local, HExpr value, Span span) implements UnitExpr {}

    /// @param checked the variable may not be initialised yet here (inside functions, or before its statement)
    record GlobalGet(HProgram.Global global, boolean checked, Type type, Span span) implements HExpr {}

    /// @param initial this is the variable's own `let` or `var` statement, after which it counts as initialised
    record GlobalSet(HProgram.Global global, HExpr value, boolean initial, Span span) implements UnitExpr {}

    // ---- Operators

    record Unary(UnaryOp op, HExpr operand, Type type, Span span) implements HExpr {}

    enum UnaryOp { INT_NEG, INT_NOT, FLOAT_NEG, BOOL_NOT, INT_TO_FLOAT, FLOAT_TO_INT, STRING_LENGTH, LIST_LENGTH }

    record Binary(BinaryOp op, HExpr left, HExpr right, Type type, Span span) implements HExpr {}

    /// Operands of the INT group are int, duration or (EQ, NE) bool. DEEP compares by value as the operands' type says, REF by identity.
    /// Results of the comparisons are bool. COMPARE of strings is by code point.
    enum BinaryOp {
        INT_ADD, INT_SUB, INT_MUL, INT_DIV, INT_REM, INT_AND, INT_OR, INT_XOR, INT_SHL, INT_SHR, INT_USHR,
        INT_EQ, INT_NE, INT_LT, INT_LE, INT_GT, INT_GE,
        FLOAT_ADD, FLOAT_SUB, FLOAT_MUL, FLOAT_DIV, FLOAT_REM, FLOAT_EQ, FLOAT_NE, FLOAT_LT, FLOAT_LE, FLOAT_GT, FLOAT_GE,
        STRING_EQ, STRING_NE, STRING_LT, STRING_LE, STRING_GT, STRING_GE, DEEP_EQ, DEEP_NE, REF_EQ, REF_NE
    }

    /// Short-circuit `and` / `or`.
    record Logical(boolean and, HExpr left, HExpr right, Span span) implements HExpr {
        @Override
        public Type type() {
            return Type.Simple.BOOL;
        }
    }

    /// The text of a value as `str` and interpolation give it (strings bare at the top level).
    record ToText(HExpr operand, Span span) implements HExpr {
        @Override
        public Type type() {
            return Type.Simple.STRING;
        }
    }

    /// Strings joined.
    record Concat(List<HExpr> parts, Span span) implements HExpr {
        @Override
        public Type type() {
            return Type.Simple.STRING;
        }
    }

    // ---- Optionals

    /// `T` as `T?`.
    record Wrap(HExpr operand, Type type, Span span) implements HExpr {}

    /// `x!`, and reading a narrowed variable: the value inside; error of kind nil when there is none.
    record Unwrap(HExpr operand, Type type, Span span) implements HExpr {}

    record IsNil(HExpr operand, Span span) implements HExpr {
        @Override
        public Type type() {
            return Type.Simple.BOOL;
        }
    }

    // ---- Control

    /// In order; the value is that of `result`, unit when empty. Type NEVER when it cannot be left at its end.
    record Block(List<HExpr> effects, Optional<HExpr> result, Type type, Span span) implements HExpr {}

    /// Without `otherwise` the type is unit. Branches have the If's type, or NEVER, or any type when the If's is unit (dropped).
    record If(HExpr condition, HExpr then, Optional<HExpr> otherwise, Type type, Span span) implements HExpr {}

    /// @param endless `while true` without a `break`: what follows is never reached
    record While(Loop loop, HExpr condition, HExpr body, boolean endless, Span span) implements UnitExpr {
        @Override
        public Type type() {
            return endless ? Type.Simple.NEVER : Type.Simple.UNIT;
        }
    }

    /// `for i in from..to by step`. `step` absent means 1; a step of 0 is an error of kind arith. The bounds are evaluated once. `local` is fresh in each turn.
    /// A second variable (`index`) counts the turns from 0.
    record ForRange(Loop loop, Optional<Local> index, Local local, HExpr from, HExpr to, boolean inclusive, Optional<HExpr> step, HExpr body, Span span)
            implements UnitExpr {}

    /// `for x in e` over LIST, SET, STRING (characters), BYTES, CHAN, RANGE (a value), MAP. `index`: position, or the key of a map. `element`: element, or value of a map.
    /// A map needs both; with one variable, `element` is a tuple (key, value) and `index` is empty.
    record ForEach(Loop loop, Optional<Local> index, Local element, HExpr iterable, HExpr body, Span span) implements UnitExpr {}

    record Break(Loop loop, Span span) implements Jump {}

    record Continue(Loop loop, Span span) implements Jump {}

    record Return(Optional<HExpr> value, Span span) implements Jump {}

    record Throw(HExpr error, Span span) implements Jump {}

    /// Arms in order; exhaustive (the last one that applies always exists). The subject is evaluated once. A guard is evaluated with the pattern's bindings set.
    record Match(HExpr subject, List<Arm> arms, Type type, Span span) implements HExpr {}

    record Arm(HPattern pattern, Optional<HExpr> guard, HExpr body) {}

    /// The value is that of the body or of the handler. `cleanup` runs on every way out; what it raises or jumps to replaces the way out.
    record Try(HExpr body, Optional<Catch> handler, Optional<HExpr> cleanup, Type type, Span span) implements HExpr {}

    record Catch(Local error, HExpr body) {}

    /// Registers `closure` (of type fn()) to run when the function ends, last first, however it ends (not when the program ends by exit). An error in one does not
    /// keep the others from running; the last error raised wins.
    record Defer(HExpr closure, Span span) implements UnitExpr {}

    // ---- Calls

    record Call(HFunction function, List<HExpr> arguments, Type type, Span span) implements HExpr {}

    record CallValue(HExpr callee, List<HExpr> arguments, Type type, Span span) implements HExpr {}

    /// A function of the VM by name (`list.push`, `math.sin`, `ffi:m:cos`), declared by `extern`. Some names have an opcode of their own (the emitter knows).
    /// `parameters` are the declared types at the concrete type arguments.
    record CallNative(String name, List<Type> parameters, List<HExpr> arguments, Type type, Span span) implements HExpr {}

    /// A lambda, or a declared function as a value (no captures).
    record Closure(HFunction function, Type type, Span span) implements HExpr {}

    // ---- Data

    /// A struct or tuple from all its field values in order.
    record New(List<HExpr> fields, Type type, Span span) implements HExpr {}

    record NewCase(int index, List<HExpr> fields, Type type, Span span) implements HExpr {}

    record FieldGet(HExpr target, int field, Type type, Span span) implements HExpr {}

    record FieldSet(HExpr target, int field, HExpr value, Span span) implements UnitExpr {}

    record ListOf(List<HExpr> elements, Type type, Span span) implements HExpr {}

    /// Later entries win over earlier ones of the same key.
    record MapOf(List<Entry> entries, Type type, Span span) implements HExpr {}

    record Entry(HExpr key, HExpr value) {}

    record SetOf(Type type, Span span) implements HExpr {}

    /// `x[i]` of a list, bytes, string (a string of one character) or map.
    record IndexGet(HExpr target, HExpr index, Type type, Span span) implements HExpr {}

    /// `x[i] = v` of a list, bytes or map.
    record IndexSet(HExpr target, HExpr index, HExpr value, Span span) implements UnitExpr {}

    /// A range as a value.
    record RangeOf(HExpr from, HExpr to, boolean inclusive, Optional<HExpr> step, Span span) implements HExpr {
        @Override
        public Type type() {
            return Type.Simple.RANGE;
        }
    }

    // ---- Threads

    /// `arguments` are evaluated in the spawning thread. A block is a function whose captures are passed as the captures of a [Closure] would be.
    /// @param detached the handle is not used
    record Spawn(Optional<HExpr> name, HFunction function, List<HExpr> arguments, boolean detached, Type type, Span span) implements HExpr {}

    /// Also `for x in chan` is built of it by the emitter. Type T?.
    record Receive(HExpr channel, Type type, Span span) implements HExpr {}

    record Send(HExpr channel, HExpr value, Span span) implements UnitExpr {}

    /// `chan<T>()`, `chan<T>(n)`
    record NewChan(HExpr capacity, Type type, Span span) implements HExpr {}

    record Join(HExpr thread, Type type, Span span) implements HExpr {}

    record Sleep(HExpr duration, Span span) implements UnitExpr {}

    record Yield(Span span) implements UnitExpr {}

    record Scope(HExpr body, Type type, Span span) implements HExpr {}

    record Within(HExpr duration, HExpr body, Type type, Span span) implements HExpr {}

    record Lock(HExpr mutex, HExpr body, Type type, Span span) implements HExpr {}

    record LockThread(HExpr body, Type type, Span span) implements HExpr {}

    /// Targets and values of all cases are evaluated once, in order. `after`: duration and body; `otherwise`: body. At most one of the two.
    record Select(List<SelectCase> cases, Optional<After> after, Optional<HExpr> otherwise, Type type, Span span) implements HExpr {}

    record After(HExpr duration, HExpr body) {}

    sealed interface SelectCase {
        HExpr channel();

        HExpr body();

        /// The received value, of type T?, is bound to `local`.
        record ReceiveCase(HExpr channel, Optional<Local> local, HExpr body) implements SelectCase {}

        record SendCase(HExpr channel, HExpr value, HExpr body) implements SelectCase {}
    }

    // ---- Shared shapes

    /// An expression of type unit.
    sealed interface UnitExpr extends HExpr permits LocalSet, Let, GlobalSet, While, ForRange, ForEach, Defer, FieldSet, IndexSet, Send, Sleep, Yield {
        @Override
        default Type type() {
            return Type.Simple.UNIT;
        }
    }

    /// An expression that never has a value.
    sealed interface Jump extends HExpr permits Break, Continue, Return, Throw {
        @Override
        default Type type() {
            return Type.Simple.NEVER;
        }
    }
}
