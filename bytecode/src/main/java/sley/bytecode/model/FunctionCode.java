package sley.bytecode.model;

import java.util.List;

/// The code of one function. Parameters come first in their banks, in order; the last `captures` of them are filled from the closure.
///
/// @param name           as traces show it: `main`, `util.f`, `f.lambda`
/// @param parameters     types, indexes into the module's type table; parameter i lies in the bank of its type, at the next free register of that bank
/// @param captures       how many of the parameters, at the end, are captured values
/// @param result         index of the result's type
/// @param primitiveTypes the type of each register of bank P (parameters first)
/// @param referenceTypes the type of each register of bank R (parameters first)
/// @param code           instructions, see [sley.bytecode.op.Format]
/// @param handlers       innermost first
/// @param file           index of the source file's name in the module's string table
/// @param lines          ascending by pc
/// @param variables      names of registers, for tools; may be empty
public record FunctionCode(
        String name, List<Integer> parameters, int captures, int result, int[] primitiveTypes, int[] referenceTypes, long[] code,
        List<Handler> handlers, int file, List<LineEntry> lines, List<Variable> variables) {

    /// An error raised at a pc in [start, end) goes on at `target` with the error in r[register].
    ///
    /// @param cleanup it does not catch: it cleans up and raises the error again
    public record Handler(int start, int end, int target, int register, boolean cleanup) {}

    /// Instructions from `pc` on come from this line and column (1-based).
    public record LineEntry(int pc, int line, int column) {}

    public record Variable(String name, boolean primitive, int register) {}

    public FunctionCode {
        parameters = List.copyOf(parameters);
        handlers = List.copyOf(handlers);
        lines = List.copyOf(lines);
        variables = List.copyOf(variables);
    }

    /// The line entry that covers `pc`.
    public LineEntry lineAt(int pc) {
        int low = 0;
        int high = lines.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (lines.get(middle).pc() <= pc) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return lines.isEmpty() ? new LineEntry(0, 0, 0) : lines.get(low);
    }
}
