package sley.vm.permit;

import java.util.List;

/// What is allowed and what is denied of one kind of thing; denial wins.
///
/// @param allowed entries; `*` stands for everything
/// @param denied  likewise
public record Rules(List<String> allowed, List<String> denied) {
    public static final String EVERYTHING = "*";
    /// Everything is allowed.
    public static final Rules FREE = new Rules(List.of(EVERYTHING), List.of());

    public Rules {
        allowed = List.copyOf(allowed);
        denied = List.copyOf(denied);
    }

    /// Nothing is held back.
    boolean free() {
        return allowed.contains(EVERYTHING) && denied.isEmpty();
    }

    /// How an entry is held against what is asked for.
    @FunctionalInterface
    interface Match {
        boolean covers(String entry);
    }

    boolean denies(Match match) {
        return denied.stream().anyMatch(e -> e.equals(EVERYTHING) || match.covers(e));
    }

    boolean allows(Match match) {
        return !denies(match) && allowed.stream().anyMatch(e -> e.equals(EVERYTHING) || match.covers(e));
    }
}
