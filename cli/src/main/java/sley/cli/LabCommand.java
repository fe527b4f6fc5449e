package sley.cli;

import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import sley.cli.lab.Lab;
import sley.cli.page.Page;

/// `sley lab`: measures what textbooks quote for kernel and user threads.
final class LabCommand implements Command {
    @Override
    public String name() {
        return "lab";
    }

    @Override
    public String summary() {
        return "measure what threads cost on this machine, beside what textbooks say";
    }

    @Override
    public CommandSpec options() {
        return CommandSpec.create()
                .addOption(OptionSpec.builder("--json").description("print the figures as JSON").build())
                .addOption(OptionSpec.builder("--html").paramLabel("FILE").type(String.class).description("also write them as a page that opens without a network").build());
    }

    @Override
    public int run(ParseResult arguments, Terminal terminal) {
        String page = arguments.hasMatchedOption("--html") ? arguments.matchedOption("--html").getValue() : null;
        try (Scratch scratch = Scratch.make("lab")) {
            if (page != null) {
                Sources.write(page, "");
            }
            var progress = new ProgressLine(terminal);
            var lab = new Lab(scratch.folder(), progress::show);
            progress.clear();
            terminal.out().print(arguments.hasMatchedOption("--json") ? lab.json() : lab.text());
            if (page != null) {
                Sources.write(page, Page.of("sley lab", lab.data()));
            }
            return lab.complete() ? Exit.OK : 1;
        } catch (Sources.Unusable problem) {
            terminal.err().println("sley lab: " + problem.getMessage());
            return problem.exit();
        } catch (IOException problem) {
            terminal.err().println("sley lab: " + problem.getMessage());
            return 1;
        } catch (InterruptedException e) {
            throw new IllegalStateException("nothing interrupts the main thread", e);
        }
    }
}
