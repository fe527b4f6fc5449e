package sley.cli.compare;

/// How much of the order of the printed lines must be the same.
public enum Order {
    /// All of it.
    EXACT("exact"),
    /// Each thread prints the same lines in the same order.
    PER_THREAD("per-thread"),
    /// The same lines, in any order.
    ANY("any");

    final String word;

    Order(String word) {
        this.word = word;
    }
}
