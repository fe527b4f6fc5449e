package sley.vm.interpret;

import sley.vm.thread.Fault;
import sley.vm.thread.Shortage;

/// What an exception of the host means to the running program.
final class Faults {
    private Faults() {}

    static Fault of(Throwable thrown) {
        // First of all: what comes below takes memory when it is used for the first time.
        if (thrown instanceof OutOfMemoryError) {
            return Shortage.fault();
        }
        return switch (thrown) {
            case Fault fault -> fault;
            // INT_DIV and INT_REM leave the test for zero to the host.
            case ArithmeticException _ -> new Fault("arith", "division by zero");
            case StackOverflowError _ -> new Fault("stack", "values nested too deeply");
            // Our own compiler's code meets these only where threads change a value at the same time; so does code from elsewhere that reads what it never wrote.
            case NullPointerException _, ClassCastException _, IndexOutOfBoundsException _, ArrayStoreException _, NegativeArraySizeException _,
                    IllegalArgumentException _ -> new Fault("race", "a value was used while another thread changed it");
            default -> throw new IllegalStateException(thrown);
        };
    }

    /// Whether an exception means something to the running program. Any other is a fault of the VM itself.
    static boolean expected(Throwable thrown) {
        return thrown instanceof OutOfMemoryError || switch (thrown) {
            case Fault _, ArithmeticException _, StackOverflowError _, NullPointerException _, ClassCastException _, IndexOutOfBoundsException _,
                    ArrayStoreException _, NegativeArraySizeException _, IllegalArgumentException _ -> true;
            default -> false;
        };
    }
}
