package sley.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import sley.bytecode.model.ModuleCode;
import sley.vm.Host;
import sley.vm.Vm;
import sley.vm.VmOptions;
import sley.vm.io.FileStream;
import sley.vm.io.Output;

/// The main class of a process whose memory is full most of the time: a kernel thread beside the VM takes the heap to the last byte, again and again, while a script runs. So every
/// allocation of the VM fails now and then, in operations that wait, in those that wake, and in the scheduler.
///
/// Arguments: model, carriers, the script and its argument. That begins when the script says so (see [#BEGUN]), since a script that cannot even start its threads shows nothing, and ends when it
/// prints anything else. Exit code 0 when the script ends with that.
final class StarvedRun {
    /// What it takes for good, and what it leaves of that.
    private static final int BLOCK = 1 << 16;
    private static final int MOST = 1 << 12;
    private static final int LEFT = 8;
    /// Lengths of the arrays with which it takes the rest.
    private static final int LARGEST = 1 << 8;
    private static final int SMALLEST = 1;
    private static final long FULL_MILLIS = 1;
    private static final long EMPTY_MILLIS = 1;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private static final StringBuilder WRITTEN = new StringBuilder();
    /// The script's first line begins with this letter, and no other does.
    private static final char BEGUN = 'b';
    private static final int OUTPUT = 1 << 10;
    private static final CountDownLatch HUNGRY = new CountDownLatch(1);
    private static volatile boolean over;

    private StarvedRun() {}

    public static void main(String[] arguments) throws Exception {
        ModuleCode module = ScriptRun.compile(Path.of(arguments[2]));
        VmOptions way = VmOptions.defaults().withModel(VmOptions.Model.valueOf(arguments[0])).withCarriers(Integer.parseInt(arguments[1]));
        // Once in peace, so that what a process does only once is done.
        int peaceful = run(module, way, arguments[3], () -> { });
        over = false;
        var glutton = new Thread(StarvedRun::starve, "glutton");
        glutton.setDaemon(true);
        glutton.start();
        int starved = run(module, way, arguments[3], HUNGRY::countDown);
        System.out.print(WRITTEN);
        System.exit(peaceful + starved);
    }

    private static int run(ModuleCode module, VmOptions way, String rounds, Runnable begun) {
        // What is written goes where memory has been set aside for it: the script's output is not what is tried here.
        var out = new ByteArrayOutputStream(OUTPUT) {
            @Override
            public synchronized void write(byte[] bytes, int from, int length) {
                if (bytes[from] == BEGUN) {
                    begun.run();
                } else {
                    over = true;
                }
                super.write(bytes, from, length);
            }
        };
        Runnable gone = () -> { };
        var host = new Host(new FileStream("standard input", new ByteArrayInputStream(new byte[0]), null), new Output("standard output", out, false, gone),
                new Output("standard error", out, true, gone), List.of(rounds), Map.of());
        int code = Vm.run(module, module.main(), host, way, ScriptRun.MOST);
        over = true;
        WRITTEN.append("exit ").append(code).append('\n').append(out.toString(StandardCharsets.UTF_8));
        return code;
    }

    private static void starve() {
        byte[][] most = new byte[MOST][];
        int blocks = 0;
        try {
            HUNGRY.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts it", e);
        }
        try {
            while (blocks < MOST) {
                most[blocks] = new byte[BLOCK];
                blocks++;
            }
        } catch (OutOfMemoryError full) {
            for (int i = 0; i < LEFT; i++) {
                most[--blocks] = null;
            }
        }
        while (!over) {
            Object[] held = null;
            for (int length = LARGEST; length >= SMALLEST && !over; length /= LARGEST / SMALLEST) {
                try {
                    while (!over) {
                        var more = new Object[length];
                        more[0] = held;
                        held = more;
                    }
                } catch (OutOfMemoryError full) {
                    // On with smaller ones.
                    continue;
                }
            }
            pause(FULL_MILLIS);
            held = null;
            pause(EMPTY_MILLIS);
        }
    }

    private static void pause(long millis) {
        LockSupport.parkNanos(millis * NANOS_PER_MILLI);
    }
}
