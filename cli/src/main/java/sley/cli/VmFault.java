package sley.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/// A fault of Sley itself: one line for the user, and a report file for its makers.
final class VmFault {
    private VmFault() {}

    /// @return the exit code
    static int report(Throwable fault, Terminal terminal) {
        var text = new StringWriter();
        text.write("sley " + Main.VERSION + ", Java " + Runtime.version() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch") + "\n");
        fault.printStackTrace(new PrintWriter(text));
        String where;
        try {
            Path file = Files.createTempFile("sley-report-", ".txt");
            Files.writeString(file, text.toString());
            where = "a report is in " + file + "; please open an issue with it and your script";
        } catch (IOException | LinkageError unwritable) {
            where = "the report could not be written (" + unwritable.getMessage() + ")";
        }
        terminal.err().println("sley: internal error: " + (fault instanceof OutOfMemoryError ? "out of memory" : fault.getClass().getSimpleName()) + "; " + where);
        return Exit.VM_FAULT;
    }
}
