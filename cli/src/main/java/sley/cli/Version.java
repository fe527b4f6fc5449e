package sley.cli;

/// The version of this Sley.
public final class Version {
    public static final String TEXT = "0.1.0";

    private Version() {}
}
