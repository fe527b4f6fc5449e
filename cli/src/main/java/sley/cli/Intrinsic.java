package sley.cli;

import java.util.List;

/// What the compiler itself knows, and no source of the library can therefore document.
record Intrinsic(String name, String signature, String doc) {
    static final List<Intrinsic> ALL = List.of(
            new Intrinsic("print", "print(values…)", "Writes the values and a newline to standard output, blanks between them."),
            new Intrinsic("eprint", "eprint(values…)", "As `print`, to standard error."),
            new Intrinsic("str", "str(x) -> string", "The text of any value, as `print` shows it."),
            new Intrinsic("int", "int(x) -> int", "From a float, cutting off the fraction (an error of kind `arith` when it does not fit), or from a bool."),
            new Intrinsic("float", "float(x) -> float", "The nearest float to an int."),
            new Intrinsic("len", "len(x) -> int", "Elements of a list, map, set or range, characters of a string, bytes of a bytes, values in a channel."),
            new Intrinsic("cap", "cap(c) -> int", "How many values a channel can hold."),
            new Intrinsic("list", "list<T>() -> list<T>", "An empty list."),
            new Intrinsic("map", "map<K, V>() -> map<K, V>", "An empty map."),
            new Intrinsic("set", "set<T>() -> set<T>, set(xs: list<T>) -> set<T>", "An empty set, or the members of a list."),
            new Intrinsic("bytes", "bytes() -> bytes, bytes(xs: list<int>) -> bytes", "An empty buffer, or one of these bytes."),
            new Intrinsic("chan", "chan<T>(capacity: int = 0) -> chan<T>", "A channel; without a capacity a sender waits for a receiver."),
            new Intrinsic("threadLocal", "threadLocal<T>(init: T) -> threadLocal<T>", "A variable with one value for each thread."),
            new Intrinsic("sleep", "sleep(time: duration)", "Waits; other threads run meanwhile."),
            new Intrinsic("yield", "yield()", "Lets other threads run first."),
            new Intrinsic("exit", "exit(code: int = 0)", "Ends the program at once."),
            new Intrinsic("chan.send", "c.send(v: T)", "Sends a value; waits until it is taken or has a place. An error of kind `closed` on a closed channel."),
            new Intrinsic("chan.recv", "c.recv() -> T?", "Receives a value; waits for one. nil once the channel is closed and drained."),
            new Intrinsic("thread.join", "t.join() -> T", "Waits for a thread; gives its result, or raises its error."));
}
