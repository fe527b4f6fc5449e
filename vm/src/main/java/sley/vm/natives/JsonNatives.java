package sley.vm.natives;

import static sley.vm.natives.Natives.result;

import sley.vm.json.JsonReader;
import sley.vm.json.JsonWriter;
import sley.vm.value.Shape;

/// Functions of the module `json`.
final class JsonNatives {
    private static final int MOST_INDENT = 16;

    private JsonNatives() {}

    static NativeBody find(String name) {
        return switch (name) {
            case "json.parse", "json.decode" -> (t, site, _, _, r, rb) -> {
                Object value = JsonReader.read((String) r[rb], site.result());
                return site.primitiveResult() ? result(t, ((Long) value).longValue()) : result(t, value);
            };
            case "json.encode" -> (t, site, p, pb, r, rb) -> {
                Shape shape = site.parameters()[0];
                boolean primitive = shape.primitive();
                long indent = p[pb + (primitive ? 1 : 0)];
                return result(t, JsonWriter.write(shape, primitive ? p[pb] : 0, primitive ? null : r[rb], Math.clamp(indent, 0, MOST_INDENT)));
            };
            default -> null;
        };
    }
}
