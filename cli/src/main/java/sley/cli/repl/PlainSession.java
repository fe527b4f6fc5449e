package sley.cli.repl;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import sley.cli.repl.Evaluator.Answer;
import sley.vm.Session;
import sley.vm.io.Output;

/// A session without a terminal: reads lines, prints plainly, goes on after errors. Lines that are not complete are joined with those that follow.
final class PlainSession {
    private static final int FAILED = 1;
    private static final int SHORT = 4096;

    private final Evaluator evaluator;
    private final MetaCommands commands;
    private final InputStream input;
    private final Output out;
    private final Output err;
    private int exit;

    PlainSession(Evaluator evaluator, MetaCommands commands, InputStream input, Output out, Output err) {
        this.evaluator = evaluator;
        this.commands = commands;
        this.input = input;
        this.out = out;
        this.err = err;
    }

    /// @return the exit code
    int run() throws IOException {
        var pending = new ByteArrayOutputStream();
        byte[] line = line();
        while (line != null) {
            pending.writeBytes(line);
            byte[] text = pending.toByteArray();
            Answer answer = mayBeComplete(text, line) ? answer(text, false) : new Answer.Incomplete();
            line = line();
            if (answer instanceof Answer.Incomplete && line != null) {
                pending.write('\n');
                continue;
            }
            if (answer instanceof Answer.Incomplete) {
                answer = answer(text, true);
            }
            pending.reset();
            if (answer instanceof Answer.Leave(int code)) {
                return code;
            }
            if (answer instanceof Answer.Quit) {
                return exit;
            }
        }
        if (evaluator.vm().await() instanceof Session.Result.Failed(String report)) {
            failed(report);
        }
        evaluator.vm().unheard().forEach(this::failed);
        return exit;
    }

    /// The next line without its end, byte by byte: what follows may be for the program's own reading. Null at the end.
    private byte[] line() throws IOException {
        var line = new ByteArrayOutputStream();
        int b = input.read();
        if (b < 0) {
            return null;
        }
        while (b >= 0 && b != '\n') {
            line.write(b);
            b = input.read();
        }
        return line.toByteArray();
    }

    /// Of a long text that was incomplete before only a line with a closing bracket (or an end of the input) makes a complete one. Looking after each line would take
    /// quadratic time.
    private static boolean mayBeComplete(byte[] text, byte[] line) {
        if (text.length <= SHORT) {
            return true;
        }
        for (byte b : line) {
            if (b == '}' || b == ')' || b == ']' || b == '`' || b == '/') {
                return true;
            }
        }
        return text.length == line.length;
    }

    private Answer answer(byte[] text, boolean last) {
        String source = new String(text, StandardCharsets.UTF_8);
        Answer answer = MetaCommands.is(source) ? commands.run(source) : last ? evaluator.evaluate(text) : evaluator.evaluateIfComplete(text);
        switch (answer) {
            case Answer.Values(List<String> lines) -> lines.forEach(out::println);
            case Answer.Failure(String report) -> failed(report);
            case Answer.Incomplete _, Answer.Leave _, Answer.Quit _ -> { }
        }
        out.flush();
        return answer;
    }

    private void failed(String report) {
        out.flush();
        err.println(report);
        exit = FAILED;
    }
}
