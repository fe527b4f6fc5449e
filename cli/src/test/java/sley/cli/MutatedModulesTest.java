package sley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import sley.bytecode.io.InvalidModule;
import sley.bytecode.io.ModuleReader;
import sley.bytecode.io.ModuleWriter;
import sley.bytecode.model.ModuleCode;
import sley.bytecode.text.Disassembler;
import sley.bytecode.verify.Verifier;
import sley.vm.Host;
import sley.vm.Reports;
import sley.vm.Vm;
import sley.vm.VmOptions;
import sley.vm.code.Program;
import sley.vm.io.FileStream;
import sley.vm.io.Output;

/// Damaged and forged `.sleyc` files: each is refused with one line or is a valid program, which then runs to an end or is stopped.
class MutatedModulesTest {
    private static final int MUTATIONS = 10_000;
    private static final int HEADER = 14;
    private static final List<String> PROGRAMS = List.of("exits", "matching", "closures", "structs", "concurrency");

    private static byte[] module(String name) throws Exception {
        Path file = Path.of("src/test/resources/programs/" + name + ".sley");
        var nowhere = new PrintStream(OutputStream.nullOutputStream());
        return ModuleWriter.write(Sources.compile(file.toString(), Files.readAllBytes(file), new Terminal(nowhere, nowhere, false)));
    }

    @Test
    void everyTruncationIsRefused() throws Exception {
        byte[] whole = module("structs");
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(InvalidModule.class, () -> ModuleReader.read(cut), "cut at " + length);
        }
    }

    @Test
    void aChangedByteIsNoticed() throws Exception {
        byte[] whole = module("exits");
        var random = new Random(7);
        for (int i = 0; i < 1000; i++) {
            byte[] changed = whole.clone();
            changed[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
            assertThrows(InvalidModule.class, () -> Verifier.verify(ModuleReader.read(changed)));
        }
    }

    /// Behind a right checksum, so that the reader and the verifier have to find what is wrong.
    @Test
    void forgedContentIsRefusedOrSafe() throws Exception {
        long seed = Long.getLong("sley.seed", 1);
        System.out.println("mutated modules: seed " + seed + " (-Dsley.seed)");
        var random = new Random(seed);
        int valid = 0;
        int refused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] whole = module(PROGRAMS.get(i % PROGRAMS.size()), i);
            byte[] content = Arrays.copyOfRange(whole, HEADER, whole.length);
            mutate(content, random);
            byte[] forged = ModuleWriter.wrap(random.nextInt(20) == 0 ? Arrays.copyOf(content, random.nextInt(content.length)) : content);
            try {
                ModuleCode module = ModuleReader.read(forged);
                Verifier.verify(module);
                valid++;
                Disassembler.text(module, (_, _) -> Optional.empty());
                if (valid % 10 == 0) {
                    run(module, seed, i, -1);
                    run(module, seed, i, 0);
                }
            } catch (InvalidModule invalid) {
                refused++;
                assertEquals(1, invalid.getMessage().lines().count());
            } catch (RuntimeException | Error unexpected) {
                fail("seed " + seed + ", mutation " + i, unexpected);
            }
        }
        System.out.println("mutated modules: " + refused + " refused, " + valid + " valid");
        assertTrue(refused > MUTATIONS / 10, "only " + refused + " refused, " + valid + " valid");
    }

    private static final Map<String, byte[]> MODULES = new HashMap<>();

    private static byte[] module(String name, int i) throws Exception {
        byte[] known = MODULES.get(name);
        if (known == null) {
            known = module(name);
            MODULES.put(name, known);
        }
        return known;
    }

    private static void mutate(byte[] content, Random random) {
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
            int at = random.nextInt(content.length);
            switch (random.nextInt(3)) {
                case 0 -> content[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> content[at] = (byte) random.nextInt(256);
                default -> content[at] = content[random.nextInt(content.length)];
            }
        }
    }

    private static void run(ModuleCode module, long seed, int i, int hot) {
        Runnable gone = () -> { };
        var host = new Host(new FileStream("standard input", new ByteArrayInputStream(new byte[0]), null), new Output("standard output", OutputStream.nullOutputStream(), false, gone),
                new Output("standard error", OutputStream.nullOutputStream(), false, gone), List.of(), Map.of());
        VmOptions defaults = VmOptions.defaults().withCarriers(2);
        var options = new VmOptions(defaults.model(), defaults.pool(), 1 << 20, 1000, Reports.none(), hot);
        try {
            Vm.run(module, module.main(), host, options, Duration.ofMillis(hot == 0 ? 600 : 300));
        } catch (Program.UnknownNative refusedAtLink) {
            assertEquals(1, refusedAtLink.getMessage().lines().count());
        } catch (RuntimeException broken) {
            fail("running: seed " + seed + ", mutation " + i, broken);
        }
    }
}
