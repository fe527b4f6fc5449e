package sley.compiler.diag;

import java.util.Locale;

/// Every kind of diagnostic. The printed code is the name in lower case with hyphens: `TYPE_MISMATCH` is `type-mismatch`.
/// A test fails when a code has no example source with a golden rendering.
public enum Code {
    // text and tokens
    INVALID_TEXT, UNTERMINATED, INVALID_ESCAPE, INVALID_NUMBER, UNEXPECTED_CHARACTER, HIDDEN_CHARACTER,
    // grammar
    SYNTAX, NESTED_TOO_DEEPLY, TOO_LARGE,
    // names and modules
    UNKNOWN_NAME, UNKNOWN_TYPE, UNKNOWN_MEMBER, UNKNOWN_MODULE, IMPORT_FAILED, IMPORT_CYCLE, DUPLICATE_NAME, PRIVATE_NAME,
    // types
    TYPE_MISMATCH, CANNOT_INFER, WRONG_ARGUMENTS, WRONG_TYPE_ARGUMENTS, INVALID_OPERATOR, NOT_CALLABLE, NOT_ITERABLE,
    MISSING_RETURN, INVALID_TYPE, INVALID_KEY, GENERIC_RECURSION, NO_VALUE,
    // statements
    IMMUTABLE, INVALID_ASSIGNMENT, MISSING_CASES, UNREACHABLE_CASE, INVALID_PATTERN, OUTSIDE_LOOP, INVALID_SELECT,
    INVALID_SPAWN, AMBIGUOUS;

    /// The code as printed.
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
