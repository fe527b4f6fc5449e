package sley.vm;

import java.util.List;
import java.util.Map;
import sley.vm.io.Output;
import sley.vm.io.Signals;
import sley.vm.io.Stream;
import sley.vm.permit.Permissions;

/// What a program sees of the process it runs in, and what it may do beyond.
public record Host(Stream input, Output out, Output err, List<String> arguments, Map<String, String> environment, Permissions permissions, Signals signals) {
    /// For programs that get no signals.
    public Host(Stream input, Output out, Output err, List<String> arguments, Map<String, String> environment, Permissions permissions) {
        this(input, out, err, arguments, environment, permissions, new Signals());
    }

    /// For programs that get no signals, outside of the sandbox.
    public Host(Stream input, Output out, Output err, List<String> arguments, Map<String, String> environment) {
        this(input, out, err, arguments, environment, Permissions.ALL);
    }
}
