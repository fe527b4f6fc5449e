package sley.cli.compare;

import java.util.ArrayList;
import java.util.List;

/// A thread model, with its number of carriers, as one column of the comparison.
///
/// @param label   as the table heads it: `1:1`, `n:1`, `m:n 4`
/// @param options the options of `sley run` that choose it
public record Way(String label, List<String> options) {
    /// @param models   `1:1`, `n:1`, `m:n`
    /// @param carriers the numbers of carriers for `m:n`
    public static List<Way> of(List<String> models, List<Integer> carriers) {
        var ways = new ArrayList<Way>();
        for (String model : models) {
            if (model.equals("m:n")) {
                carriers.forEach(n -> ways.add(new Way("m:n " + n, List.of("--model", "m:n", "--carriers", Integer.toString(n)))));
            } else {
                ways.add(new Way(model, List.of("--model", model)));
            }
        }
        return List.copyOf(ways);
    }
}
