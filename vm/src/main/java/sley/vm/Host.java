package sley.vm;

import java.util.List;
import java.util.Map;
import sley.vm.io.Output;
import sley.vm.io.Stream;
import sley.vm.permit.Permissions;

/// What a program sees of the process it runs in, and what it may do beyond.
public record Host(Stream input, Output out, Output err, List<String> arguments, Map<String, String> environment, Permissions permissions) {
    /// Outside of the sandbox.
    public Host(Stream input, Output out, Output err, List<String> arguments, Map<String, String> environment) {
        this(input, out, err, arguments, environment, Permissions.ALL);
    }
}
