package sley.vm.code;

import sley.bytecode.model.ModuleCode;

/// A loaded, verified and linked module: functions, natives and the storage of its globals. (The linker fills it; see sley.vm.link.)
public final class Program {
    public final ModuleCode module;
    public LinkedFunction[] functions;

    public Program(ModuleCode module) {
        this.module = module;
    }
}
