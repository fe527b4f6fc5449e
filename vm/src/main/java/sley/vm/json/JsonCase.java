package sley.vm.json;

/// The cases of the enum `Json` of the module `json`, in order of declaration.
enum JsonCase { NULL, BOOL, INT, FLOAT, TEXT, LIST, OBJECT }
