package sley.vm.natives;

import static sley.vm.natives.Natives.result;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import sley.vm.io.Blocking;
import sley.vm.io.Digests;
import sley.vm.thread.Fault;
import sley.vm.thread.GreenThread;
import sley.vm.value.Bytes;
import sley.vm.value.LongList;
import sley.vm.value.RefList;

/// Functions of the modules `hash` and `regex`.
final class TextNatives {
    /// Compiled patterns are kept by their source; a program that makes up more than this has its oldest compiled anew.
    private static final int MOST_PATTERNS = 500;
    private static final int MOST_PATTERN = 100_000;
    private static final ConcurrentHashMap<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

    private TextNatives() {}

    static NativeBody find(String name) {
        return switch (name) {
            case "hash._digest" -> (t, _, _, _, r, rb) -> {
                byte[] sum = digest((String) r[rb]).digest(FileNatives.data(r[rb + 1]));
                return result(t, new Bytes(sum, sum.length));
            };
            case "hash._hmac" -> (t, _, _, _, r, rb) -> hmac(t, (String) r[rb], FileNatives.data(r[rb + 1]), FileNatives.data(r[rb + 2]));
            case "hash.crc32" -> (t, _, _, _, r, rb) -> {
                var crc = new CRC32();
                crc.update(FileNatives.data(r[rb]));
                return result(t, crc.getValue());
            };
            case "hash.hex" -> (t, _, _, _, r, rb) -> result(t, HexFormat.of().formatHex(FileNatives.data(r[rb])));
            case "hash.unhex" -> (t, _, _, _, r, rb) -> {
                try {
                    return bytes(t, HexFormat.of().parseHex((String) r[rb]));
                } catch (IllegalArgumentException _) {
                    throw new Fault("encoding", "the text is not hexadecimal");
                }
            };
            case "hash._base64" -> (t, _, p, pb, r, rb) -> {
                Base64.Encoder encoder = p[pb] != 0 ? Base64.getUrlEncoder().withoutPadding() : Base64.getEncoder();
                return result(t, encoder.encodeToString(FileNatives.data(r[rb])));
            };
            case "hash.unbase64" -> (t, _, _, _, r, rb) -> {
                try {
                    // Both alphabets are read; they differ in two characters.
                    return bytes(t, Base64.getDecoder().decode(((String) r[rb]).replace('-', '+').replace('_', '/')));
                } catch (IllegalArgumentException _) {
                    throw new Fault("encoding", "the text is not base64");
                }
            };
            case "hash._stream" -> (t, _, _, _, r, rb) -> result(t, new Digests(digest((String) r[rb])));
            case "hash.sum" -> (t, _, _, _, r, rb) -> {
                if (!(r[rb] instanceof Digests digests)) {
                    throw new Fault("value", "sum of a stream that hash did not make");
                }
                return bytes(t, digests.sum());
            };
            case "regex._compile" -> (t, _, _, _, r, rb) -> {
                pattern((String) r[rb]);
                return Natives.unit(t);
            };
            case "regex._find" -> (t, _, p, pb, r, rb) -> {
                Pattern pattern = pattern((String) r[rb]);
                String text = (String) r[rb + 1];
                int count = text.codePointCount(0, text.length());
                if (p[pb] < 0 || p[pb] > count) {
                    return result(t, (Object) null);
                }
                int from = text.offsetByCodePoints(0, (int) p[pb]);
                return Blocking.call(t, () -> find(t, pattern, text, from));
            };
            case "regex._full" -> (t, _, _, _, r, rb) -> {
                Pattern pattern = pattern((String) r[rb]);
                String text = (String) r[rb + 1];
                return Blocking.call(t, () -> {
                    Matcher matcher = pattern.matcher(new PatientText(text, t));
                    return PatientText.patiently(matcher::matches) ? groups(text, matcher) : null;
                });
            };
            case "regex._groupNames" -> (t, _, _, _, r, rb) -> {
                Object[] names = pattern((String) r[rb]).namedGroups().entrySet().stream().sorted(Map.Entry.comparingByValue())
                        .map(e -> e.getValue() + ":" + e.getKey()).toArray();
                return result(t, new RefList(names, names.length));
            };
            case "regex.quote" -> (t, _, _, _, r, rb) -> result(t, ((String) r[rb]).replaceAll("[\\\\^$.|?*+()\\[\\]{}]", "\\\\$0"));
            default -> null;
        };
    }

    private static int bytes(GreenThread t, byte[] bytes) {
        return result(t, new Bytes(bytes, bytes.length));
    }

    private static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new Fault("value", "no hash function " + name);
        }
    }

    private static int hmac(GreenThread t, String name, byte[] key, byte[] data) {
        try {
            Mac mac = Mac.getInstance(name);
            mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, name));
            return bytes(t, mac.doFinal(data));
        } catch (GeneralSecurityException e) {
            throw new Fault("value", "no hash function " + name);
        }
    }

    // ---- Regular expressions

    private static Pattern pattern(String source) {
        Pattern known = PATTERNS.get(source);
        if (known != null) {
            return known;
        }
        if (source.length() > MOST_PATTERN) {
            throw new Fault("regex", "a pattern of " + source.length() + " characters is too long");
        }
        try {
            Pattern compiled = Pattern.compile(source);
            if (PATTERNS.size() >= MOST_PATTERNS) {
                PATTERNS.clear();
            }
            PATTERNS.put(source, compiled);
            return compiled;
        } catch (PatternSyntaxException e) {
            throw new Fault("regex", "the pattern `" + source + "` is not valid: " + e.getDescription().toLowerCase(Locale.ROOT)
                    + (e.getIndex() >= 0 ? " at position " + e.getIndex() : ""));
        } catch (StackOverflowError _) {
            throw new Fault("regex", "the pattern is nested too deeply");
        }
    }

    private static LongList find(GreenThread t, Pattern pattern, String text, int from) {
        Matcher matcher = pattern.matcher(new PatientText(text, t));
        return PatientText.patiently(() -> matcher.find(from)) ? groups(text, matcher) : null;
    }

    /// Start and end of each group in characters, -1 where it took no part.
    private static LongList groups(String text, MatchResult match) {
        var bounds = new LongList(2 * match.groupCount() + 2);
        for (int i = 0; i <= match.groupCount(); i++) {
            bounds.push(match.start(i) < 0 ? -1 : text.codePointCount(0, match.start(i)));
            bounds.push(match.end(i) < 0 ? -1 : text.codePointCount(0, match.end(i)));
        }
        return bounds;
    }
}
