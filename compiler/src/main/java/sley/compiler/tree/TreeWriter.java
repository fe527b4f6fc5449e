package sley.compiler.tree;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sley.compiler.ast.Body;
import sley.compiler.ast.SourceUnit;
import sley.compiler.source.Span;

/// Stores a tree, in the form that [Kind] describes. It runs when Sley is built, so it may take its time: the components of records are found by reflection.
public final class TreeWriter {
    private final Map<String, Integer> texts;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int last;

    private TreeWriter(Map<String, Integer> texts) {
        this.texts = texts;
    }

    public static byte[] write(SourceUnit unit) {
        var texts = new LinkedHashMap<String, Integer>();
        var nodes = new TreeWriter(texts);
        nodes.list(unit.statements());
        var whole = new TreeWriter(texts);
        whole.number(texts.size());
        for (String text : texts.keySet()) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            whole.number(bytes.length);
            whole.out.writeBytes(bytes);
        }
        whole.out.writeBytes(nodes.out.toByteArray());
        return whole.out.toByteArray();
    }

    private void node(Object node) {
        out.write(Kind.ByClass.of(node).ordinal());
        switch (node) {
            case String text -> text(text);
            case List<?> list -> list(list);
            case Enum<?> constant -> out.write(constant.ordinal());
            default -> components(node);
        }
    }

    private void components(Object node) {
        for (RecordComponent component : node.getClass().getRecordComponents()) {
            Object value;
            try {
                value = component.getAccessor().invoke(node);
            } catch (ReflectiveOperationException hidden) {
                throw new IllegalStateException("cannot read " + component, hidden);
            }
            switch (value) {
                case String text -> text(text);
                case Boolean flag -> out.write(flag ? 1 : 0);
                case Long number -> wide(number);
                case Double number -> wide(Double.doubleToRawLongBits(number));
                case Span span -> span(span);
                case List<?> list -> list(list);
                case Optional<?> optional -> {
                    out.write(optional.isPresent() ? 1 : 0);
                    optional.ifPresent(this::node);
                }
                case Body body -> body(body);
                default -> node(value);
            }
        }
    }

    private void list(List<?> nodes) {
        number(nodes.size());
        nodes.forEach(this::node);
    }

    private void body(Body body) {
        var content = new TreeWriter(texts);
        content.node(body.block());
        number(content.out.size());
        out.writeBytes(content.out.toByteArray());
    }

    private void span(Span span) {
        int distance = span.start() - last;
        number(distance << 1 ^ distance >> 31);
        number(span.end() - span.start());
        last = span.start();
    }

    private void text(String text) {
        Integer known = texts.putIfAbsent(text, texts.size());
        number(known == null ? texts.size() - 1 : known);
    }

    private void wide(long value) {
        for (int shift = 0; shift < 64; shift += 8) {
            out.write((int) (value >>> shift));
        }
    }

    private void number(int value) {
        int left = value;
        while (left >>> 7 != 0) {
            out.write(left & 0x7F | 0x80);
            left >>>= 7;
        }
        out.write(left);
    }
}
