package sley.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Runs the workloads in Sley and in each peer that is installed, the rounds interleaved, so that whatever else the machine does meets all of them alike.
@Command(name = "bench/run", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Measures Sley beside other languages: medians, spread, ratios. Figures compare only within one run.")
public final class Bench implements Callable<Integer> {
    @Option(names = "--home", hidden = true, required = true) private Path home;
    @Option(names = "--only", split = ",", paramLabel = "NAME", description = "only these workloads (names of folders in bench/programs)") private List<String> only = List.of();
    @Option(names = "--peers", split = ",", paramLabel = "NAME", description = "only these peers: go,java,node,erlang,python,c") private List<String> peers = List.of();
    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "rounds of each program (default ${DEFAULT-VALUE})") private int rounds;
    @Option(names = "--carriers", split = ",", paramLabel = "N", description = "repeat everything with each of these numbers of carriers") private List<Integer> carriers = List.of();
    @Option(names = "--minutes", paramLabel = "N", defaultValue = "60", description = "leave rounds out so that the whole takes about this long at most (default ${DEFAULT-VALUE})") private double minutes;
    @Option(names = "--list", description = "list the workloads and end") private boolean isList;
    @Option(names = "--json", paramLabel = "FILE", description = "write the results as JSON") private Path json;
    @Option(names = "--html", paramLabel = "FILE", description = "write the results as a page") private Path html;
    @Option(names = "--into", paramLabel = "FILE", description = "put the table into this Markdown file, between its two `bench` comments") private Path into;

    private final Map<Peer, Path> tools = new LinkedHashMap<>();
    private final Results results = new Results();

    public static void main(String[] args) {
        // Whoever is ended leaves no program behind that would disturb the next run.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly)));
        System.exit(new CommandLine(new Bench()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Workload> workloads = chosen();
        if (workloads == null) return 2;
        if (isList) {
            for (Workload workload : workloads) System.out.printf("%-12s %s: %s%n", workload.name(), workload.title(), workload.shows());
            return 0;
        }
        if (!findTools()) return 2;
        if (into != null && !MarkdownPlace.isIn(into)) {
            System.err.println("bench: " + into + " has no line `" + MarkdownPlace.BEGIN + "` with a line `" + MarkdownPlace.END + "` below it");
            return 2;
        }
        long start = System.nanoTime();
        for (int i = 0; i < workloads.size(); i++) {
            double left = minutes * 60 - (System.nanoTime() - start) / 1e9;
            measure(workloads.get(i), (i + 1) + "/" + workloads.size(), left / (workloads.size() - i));
        }
        String table = TableReport.of(results);
        String notes = machine() + "; medians of up to " + rounds + " rounds, ± half the distance from lowest to highest; ratio: Sley divided by the peer; "
            + Math.round((System.nanoTime() - start) / 6e10) + " minutes in all";
        System.out.println(table + "\n" + notes);
        for (String failure : results.failures()) System.out.println("failed: " + failure);
        if (into != null) MarkdownPlace.fill(into, "Measured on " + LocalDate.now() + ": " + notes + ".\n\n" + table);
        if (json != null) Files.writeString(json, JsonReport.of(results, machine()));
        if (html != null) Files.writeString(html, HtmlReport.of(results, machine()));
        return results.failures().isEmpty() ? 0 : 1;
    }

    private List<Workload> chosen() {
        List<Workload> all = Workload.all(home.resolve("bench/programs"));
        for (String name : only) {
            if (all.stream().noneMatch(workload -> workload.name().equals(name))) {
                System.err.println("bench: no workload is named `" + name + "`; --list shows them");
                return null;
            }
        }
        return all.stream().filter(workload -> only.isEmpty() || only.contains(workload.name())).filter(Bench::canMeasure).toList();
    }

    private static boolean canMeasure(Workload workload) {
        boolean can = workload.kind() != Workload.Kind.HTTP || Peer.onPath("wrk").isPresent();
        if (!can) System.err.println("bench: " + workload.name() + " needs wrk, which is not installed; left out");
        return can;
    }

    private boolean findTools() {
        for (String name : peers) {
            if (Peer.named(name).isEmpty()) {
                System.err.println("bench: no peer is named `" + name + "`; there are go, java, node, erlang, python, c");
                return false;
            }
        }
        for (Peer peer : Peer.values()) {
            if (peer != Peer.SLEY && !peers.isEmpty() && !peers.contains(peer.label())) continue;
            Optional<Path> tool = peer.find(home);
            if (tool.isPresent()) tools.put(peer, tool.get());
            else System.err.println("bench: " + peer.label() + " is not installed, left out");
        }
        return true;
    }

    /// @param seconds after which no other round is begun
    private void measure(Workload workload, String place, double seconds) throws IOException, InterruptedException {
        Map<Peer, Path> built = new LinkedHashMap<>();
        for (Peer peer : tools.keySet()) {
            if (peer.has(workload)) build(workload, peer).ifPresent(out -> built.put(peer, out));
        }
        long end = System.nanoTime() + (long) (seconds * 1e9);
        for (int round = 1; round <= rounds && (round == 1 || System.nanoTime() < end); round++) {
            for (int n : carriers(workload)) {
                for (Map.Entry<Peer, Path> each : built.entrySet()) {
                    Peer peer = each.getKey();
                    if (n > 0 && !peer.takesCarriers()) continue;
                    progress("[" + place + "] " + workload.name() + ": round " + round + " of " + rounds + ", " + peer.label() + (n > 0 ? ", carriers " + n : ""));
                    List<String> command = peer.command(tools.get(peer), workload, each.getValue(), n);
                    Attempt attempt = switch (workload.kind()) {
                        case SELF, WALL -> Attempt.run(workload, command, n);
                        case HTTP -> ServerRun.run(command, n, workload.showsMemory(), new HttpLoad());
                        case ECHO -> ServerRun.run(command, n, workload.showsMemory(), new EchoLoad());
                    };
                    results.add(workload, n, peer, attempt);
                }
            }
        }
        progress("");
    }

    /// The numbers of carriers to measure with; 0 is the default of each language.
    private List<Integer> carriers(Workload workload) {
        if (!carriers.isEmpty()) return carriers;
        List<Integer> all = new ArrayList<>(List.of(0));
        for (int n = 1; workload.scales() && n <= Runtime.getRuntime().availableProcessors(); n *= 2) all.add(n);
        return all;
    }

    /// Builds a peer's program; the folder it is in, or nothing when it does not build.
    private Optional<Path> build(Workload workload, Peer peer) throws IOException, InterruptedException {
        Path out = Files.createDirectories(home.resolve("bench/target/programs").resolve(workload.name()).resolve(peer.label()));
        List<String> command = peer.build(tools.get(peer), workload, out);
        if (command.isEmpty()) return Optional.of(out);
        progress(workload.name() + ": building for " + peer.label());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = Attempt.drain(process.getInputStream()).join();
        if (process.waitFor() == 0) return Optional.of(out);
        results.add(workload, 0, peer, Attempt.failed("does not build: " + output.lines().limit(3).toList()));
        return Optional.empty();
    }

    private static String machine() {
        return Runtime.getRuntime().availableProcessors() + " cores, " + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", Java " + Runtime.version().feature();
    }

    /// One line on standard error: rewritten in place on a terminal, else a line for each step.
    private static void progress(String text) {
        if (System.console() != null && System.console().isTerminal()) System.err.print("\r\u001b[K" + text);
        else if (!text.isEmpty()) System.err.println(text);
    }
}
