package sley.vm.natives;

import static sley.vm.natives.Natives.result;
import static sley.vm.natives.Natives.unit;

import java.util.List;
import java.util.Objects;
import sley.vm.chan.Channel;
import sley.vm.thread.GreenThread;
import sley.vm.value.Atomic;
import sley.vm.value.ErrorValue;
import sley.vm.value.RefList;
import sley.vm.value.ThreadLocalKey;

/// Methods of channels, threads, thread locals, atomics and errors that never wait.
final class ThreadNatives {
    private ThreadNatives() {}

    static NativeBody find(String name) {
        return switch (name) {
            case "chan.close" -> (t, _, _, _, r, rb) -> {
                ((Channel) r[rb]).close();
                return unit(t);
            };
            case "chan.len" -> (t, _, _, _, r, rb) -> result(t, (long) ((Channel) r[rb]).length());
            case "chan.cap" -> (t, _, _, _, r, rb) -> result(t, (long) ((Channel) r[rb]).capacity);
            case "chan.trySend" -> (t, _, p, pb, r, rb) -> {
                var channel = (Channel) r[rb];
                channel.lock();
                try {
                    return result(t, channel.primitive ? channel.offer(t, p[pb], null) : channel.offer(t, 0, r[rb + 1]));
                } finally {
                    channel.unlock();
                }
            };
            case "chan.tryRecv" -> (t, _, _, _, r, rb) -> {
                var channel = (Channel) r[rb];
                channel.lock();
                boolean done = channel.poll(t);
                channel.unlock();
                return result(t, !done || !t.valueOk ? null : channel.primitive ? (Object) t.valueP : t.valueR);
            };
            case "thread.cancel" -> (t, _, _, _, r, rb) -> {
                t.scheduler.cancel((GreenThread) Objects.requireNonNull(r[rb]));
                return unit(t);
            };
            case "thread.get_id" -> (t, _, _, _, r, rb) -> result(t, ((GreenThread) r[rb]).id);
            case "thread.get_name" -> (t, _, _, _, r, rb) -> result(t, ((GreenThread) r[rb]).name);
            case "thread.get_done" -> (t, _, _, _, r, rb) -> result(t, ((GreenThread) r[rb]).ended);
            case "threadLocal.get" -> (t, _, _, _, r, rb) -> {
                var key = (ThreadLocalKey) r[rb];
                Object value = t.seldom().locals().getOrDefault(key, key.initial);
                return key.primitive ? result(t, ((Long) value).longValue()) : result(t, value);
            };
            case "threadLocal.set" -> (t, _, p, pb, r, rb) -> {
                var key = (ThreadLocalKey) r[rb];
                t.seldom().locals().put(key, key.primitive ? (Object) p[pb] : r[rb + 1]);
                return unit(t);
            };
            case "atomic.get" -> (t, _, _, _, r, rb) -> result(t, ((Atomic) r[rb]).get());
            case "atomic.set" -> (t, _, p, pb, r, rb) -> {
                ((Atomic) r[rb]).set(p[pb]);
                return unit(t);
            };
            case "atomic.add" -> (t, _, p, pb, r, rb) -> result(t, ((Atomic) r[rb]).addAndGet(p[pb]));
            case "atomic.swap" -> (t, _, p, pb, r, rb) -> result(t, ((Atomic) r[rb]).getAndSet(p[pb]));
            case "atomic.compareAndSet" -> (t, _, p, pb, r, rb) -> result(t, ((Atomic) r[rb]).compareAndSet(p[pb], p[pb + 1]));
            case "error.get_kind" -> (t, _, _, _, r, rb) -> result(t, ((ErrorValue) r[rb]).kind());
            case "error.get_message" -> (t, _, _, _, r, rb) -> result(t, ((ErrorValue) r[rb]).message());
            case "error.get_trace" -> (t, _, _, _, r, rb) -> {
                List<String> frames = ((ErrorValue) r[rb]).trace();
                return result(t, new RefList(frames.toArray(), frames.size()));
            };
            default -> null;
        };
    }
}
