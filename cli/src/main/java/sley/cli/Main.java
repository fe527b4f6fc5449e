package sley.cli;

/// The entry point of the `sley` command.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.out.println("sley");
    }
}
