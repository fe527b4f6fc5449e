package sley.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The public declarations of a standard module, with what their doc comments say. The convention: `///` lines above a declaration tell what it means; those indented by
/// four or more spaces more are an example, Sley code, where `   // text` after an expression is what `str` of it gives; `//!` lines at the top tell what the module is for.
record StandardModule(String name, String purpose, List<Entry> entries) {
    static final Path SOURCES = Path.of("../stdlib/src/main/resources/sley/std");
    private static final Pattern DECLARATION = Pattern.compile("(?:extern \"sley\" )?(fn|struct|enum|let) (\\w+).*");
    private static final Pattern IMPORT = Pattern.compile("import (\\w+)");
    /// Parts of the language itself, which nobody imports.
    static final String PRELUDE = "prelude/";
    private static final String RESULT = "   // ";

    record Entry(int line, String name, String declaration, String meaning, List<String> example) {
        boolean open() {
            return !name.startsWith("_");
        }
    }

    static StandardModule read(String name) throws IOException {
        var entries = new ArrayList<Entry>();
        var purpose = new StringBuilder();
        var meaning = new StringBuilder();
        var example = new ArrayList<String>();
        List<String> lines = Files.readAllLines(SOURCES.resolve(name + ".sley"));
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("//!")) {
                purpose.append(line.substring(3));
            } else if (line.startsWith("///     ")) {
                example.add(line.substring(8));
            } else if (line.startsWith("///")) {
                meaning.append(line.substring(3));
            } else {
                Matcher declared = DECLARATION.matcher(line);
                if (declared.matches()) {
                    entries.add(new Entry(i + 1, declared.group(2), shown(line, declared.group(1)), meaning.toString().strip(), List.copyOf(example)));
                }
                meaning.setLength(0);
                example.clear();
            }
        }
        return new StandardModule(name, purpose.toString().strip(), entries);
    }

    /// The first line of a declaration without its body and its private fields.
    private static String shown(String line, String kind) {
        String text = line.replaceFirst("^extern \"sley\" ", "").strip();
        return switch (kind) {
            case "fn" -> {
                int end = parametersEnd(text);
                yield text.substring(0, end) + text.substring(end).replaceFirst(" *[={].*", "");
            }
            case "let" -> text.replaceFirst(" = .*", "");
            default -> text.replaceAll("(, )?\\b_\\w+: [^=]*= [^=]*?(?=(, \\w+:| }))", "").replace("{ , ", "{ ").replaceFirst(" \\{ *\\}?$", "");
        };
    }

    /// Where the bracket closes that the parameters are in: their types and defaults may have some of their own.
    private static int parametersEnd(String text) {
        int at = text.indexOf('(') + 1;
        for (int open = 1; open > 0; at++) {
            open += text.charAt(at) == '(' ? 1 : text.charAt(at) == ')' ? -1 : 0;
        }
        return at;
    }

    /// A program with one test for each example.
    String examples() {
        var imports = new TreeSet<String>();
        if (!name.startsWith(PRELUDE)) {
            imports.add(name);
        }
        var tests = new StringBuilder();
        for (Entry entry : entries) {
            if (entry.example.isEmpty()) {
                continue;
            }
            tests.append("test \"").append(entry.name).append(" (").append(name).append(".sley:").append(entry.line).append(")\" {\n");
            for (String line : entry.example) {
                Matcher imported = IMPORT.matcher(line);
                int result = line.lastIndexOf(RESULT);
                if (imported.matches()) {
                    imports.add(imported.group(1));
                } else if (result < 0) {
                    tests.append("  ").append(line).append('\n');
                } else {
                    String wanted = line.substring(result + RESULT.length()).replace("\\", "\\\\").replace("\"", "\\\"").replace("${", "\\${");
                    tests.append("  _same(str(").append(line, 0, result).append("), \"").append(wanted).append("\")\n");
                }
            }
            tests.append("}\n");
        }
        var text = new StringBuilder();
        imports.forEach(i -> text.append("import ").append(i).append('\n'));
        return text + "fn _same(got: string, wanted: string) { assert(got == wanted, \"is ${got}, not ${wanted}\") }\n" + tests;
    }
}
