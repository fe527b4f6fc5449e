package sley.vm.natives;

import static sley.vm.natives.Natives.result;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import sley.vm.http.Answer;
import sley.vm.http.Chunks;
import sley.vm.http.Head;
import sley.vm.io.Stream;
import sley.vm.thread.Fault;
import sley.vm.value.Bytes;
import sley.vm.value.Record;

/// Functions of the module `http`: what is done with each byte of a message. Structs are made as the module declares them.
final class HttpNatives {
    private static final String UNRESERVED = "-._~";

    private HttpNatives() {}

    static NativeBody find(String name) {
        return switch (name) {
            case "http._request" -> (t, _, p, pb, r, rb) -> {
                var data = (Bytes) r[rb];
                Head head = Head.request(data.items(), from(p[pb], data), data.size(), (int) p[pb + 1]);
                return result(t, head == null ? null : record(head));
            };
            case "http._reply" -> (t, _, p, pb, r, rb) -> {
                var data = (Bytes) r[rb];
                Head head = Head.response(data.items(), from(p[pb], data), data.size(), (int) p[pb + 1]);
                return result(t, head == null ? null : record(head));
            };
            case "http._chunks" -> (t, _, p, pb, r, rb) -> {
                var data = (Bytes) r[rb];
                Chunks.Body body = Chunks.read(data.items(), from(p[pb], data), data.size(), (int) p[pb + 1]);
                if (body == null) {
                    return result(t, (Object) null);
                }
                var record = new Record(0, 1, 1);
                record.p[0] = body.end();
                record.r[0] = body.content();
                return result(t, record);
            };
            // status, length, keepAlive; fields, body
            case "http._answer" -> (t, _, p, pb, r, rb) -> {
                var body = (Bytes) r[rb + 1];
                return result(t, Answer.of(Math.clamp(p[pb], 0, 999), (String) r[rb], body.items(), body.size(), p[pb + 1], p[pb + 2] != 0));
            };
            case "http._answerText" -> (t, _, p, pb, r, rb) -> {
                byte[] body = ((String) r[rb + 1]).getBytes(StandardCharsets.UTF_8);
                return result(t, Answer.of(Math.clamp(p[pb], 0, 999), (String) r[rb], body, body.length, body.length, p[pb + 1] != 0));
            };
            case "http._send" -> (t, _, _, _, r, rb) -> {
                // These bytes are nobody else's, so they need no copy.
                var data = (Bytes) r[rb + 1];
                return ((Stream) r[rb]).write(t, data.items(), data.size());
            };
            case "http._field" -> (t, _, _, _, r, rb) -> result(t, Answer.field((String) r[rb], (String) r[rb + 1]));
            case "http._find" -> (t, _, _, _, r, rb) -> result(t, Answer.find((String) r[rb], (String) r[rb + 1]));
            case "http.reason" -> (t, _, p, pb, _, _) -> result(t, Answer.reason(Math.clamp(p[pb], 0, 999)));
            case "http.encode" -> (t, _, _, _, r, rb) -> result(t, encode((String) r[rb]));
            case "http._visible" -> (t, _, _, _, r, rb) -> result(t, visible((String) r[rb]));
            case "http._decode" -> (t, _, p, pb, r, rb) -> result(t, decode((String) r[rb], p[pb] != 0));
            default -> null;
        };
    }

    private static int from(long at, Bytes data) {
        if (at < 0 || at > data.size()) {
            throw new Fault("index", "index " + at + " is outside " + data.size() + " bytes");
        }
        return (int) at;
    }

    /// status, minor, length, keepAlive, expectContinue, end; method, target, fields
    private static Record record(Head head) {
        var record = new Record(0, 6, 3);
        record.p[0] = head.status;
        record.p[1] = head.minor;
        record.p[2] = head.length;
        record.p[3] = head.keepAlive ? 1 : 0;
        record.p[4] = head.expectContinue ? 1 : 0;
        record.p[5] = head.end;
        record.r[0] = head.method;
        record.r[1] = head.target;
        record.r[2] = head.fields;
        return record;
    }

    private static String encode(String text) {
        var out = new StringBuilder(text.length() + 8);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b > 0 && (Character.isLetterOrDigit(b) || UNRESERVED.indexOf(b) >= 0)) {
                out.append((char) b);
            } else {
                out.append('%').append(Character.toUpperCase(Character.forDigit(b >> 4 & 15, 16))).append(Character.toUpperCase(Character.forDigit(b & 15, 16)));
            }
        }
        return out.toString();
    }

    private static boolean plain(String text, boolean plus) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%' || c >= 0x80 || plus && c == '+') {
                return false;
            }
        }
        return true;
    }

    /// Whether all characters are of ASCII, and neither white space nor control characters.
    private static boolean visible(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) >= 0x7F) {
                return false;
            }
        }
        return true;
    }

    /// @param plus whether `+` is a space, as in forms
    private static String decode(String text, boolean plus) {
        if (plain(text, plus)) {
            return text;
        }
        byte[] out = new byte[text.length() * 3];
        int n = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    throw new Fault("http", "400 a `%` is not followed by two hexadecimal digits");
                }
                out[n++] = (byte) (high << 4 | low);
                i += 2;
            } else if (plus && c == '+') {
                out[n++] = ' ';
            } else if (c < 0x80) {
                out[n++] = (byte) c;
            } else {
                for (byte b : text.substring(i, i + 1).getBytes(StandardCharsets.UTF_8)) {
                    out[n++] = b;
                }
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(out, 0, n)).toString();
        } catch (CharacterCodingException e) {
            throw new Fault("http", "400 escaped bytes are not UTF-8");
        }
    }
}
