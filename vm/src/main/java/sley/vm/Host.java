package sley.vm;

import java.util.List;
import java.util.Map;
import sley.vm.io.Output;
import sley.vm.io.Stream;

/// What a program sees of the process it runs in.
public record Host(Stream input, Output out, Output err, List<String> arguments, Map<String, String> environment) {}
