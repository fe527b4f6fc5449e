package sley.vm.natives;

import static sley.vm.natives.Natives.result;
import static sley.vm.natives.Natives.unit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import sley.vm.io.Blocking;
import sley.vm.io.Child;
import sley.vm.permit.Permissions;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.value.RefList;

/// Child processes.
final class ProcessNatives {
    private ProcessNatives() {}

    static NativeBody find(String name) {
        return switch (name) {
            case "exec" -> (t, site, _, _, r, rb) -> exec(t, site.program().host.permissions(), words(r[rb]), (String) r[rb + 1], environment(words(r[rb + 2])));
            case "process.get_stdin" -> (t, _, _, _, r, rb) -> result(t, child(r[rb]).stdin);
            case "process.get_stdout" -> (t, _, _, _, r, rb) -> result(t, child(r[rb]).stdout);
            case "process.get_stderr" -> (t, _, _, _, r, rb) -> result(t, child(r[rb]).stderr);
            case "process.get_pid" -> (t, _, _, _, r, rb) -> result(t, child(r[rb]).id());
            case "process.wait" -> (t, _, _, _, r, rb) -> child(r[rb]).await(t);
            case "process.kill" -> (t, _, _, _, r, rb) -> {
                child(r[rb]).kill(false);
                return unit(t);
            };
            case "process.terminate" -> (t, _, _, _, r, rb) -> {
                child(r[rb]).kill(true);
                return unit(t);
            };
            default -> null;
        };
    }

    private static int exec(GreenThread t, Permissions permissions, List<String> command, String directory, Map<String, String> environment) {
        t.scheduler.interruptible(t);
        return Blocking.call(t, () -> Child.start(t.scheduler, permissions, command, directory, environment));
    }

    private static Child child(Object value) {
        return (Child) Objects.requireNonNull(value);
    }

    private static List<String> words(Object list) {
        var words = new ArrayList<String>();
        var items = (RefList) list;
        for (int i = 0; i < items.size(); i++) {
            words.add((String) items.get(i));
        }
        return words;
    }

    private static Map<String, String> environment(List<String> entries) {
        var result = new LinkedHashMap<String, String>();
        for (String entry : entries) {
            int equals = entry.indexOf('=');
            if (equals < 1) {
                throw new Fault("io", "exec: an entry of the environment is NAME=VALUE, not " + entry);
            }
            result.put(entry.substring(0, equals), entry.substring(equals + 1));
        }
        return result;
    }
}
