package sley.vm.http;

import java.nio.charset.StandardCharsets;
import sley.vm.thread.Fault;

/// The head of a request or response (RFC 9112), read strictly: whatever two readers could understand differently is refused, because that is how requests are smuggled past
/// a proxy. So line ends are CR LF only, names are tokens with the colon right behind, lines are not folded, and a body has one length told in one way.
public final class Head {
    /// The body comes in chunks.
    public static final long CHUNKED = -1;
    /// The body of a response ends with the connection.
    public static final long UNTIL_CLOSE = -2;
    private static final int LONGEST_METHOD = 32;
    private static final int MOST_FIELDS = 200;
    /// More digits than any length that fits.
    private static final int LENGTH_DIGITS = 18;
    /// `HTTP/1.1` and two line ends.
    private static final int VERSION_LINES = 12;
    private static final boolean[] TOKEN = new boolean[128];

    static {
        for (int c = '0'; c <= 'z'; c++) {
            TOKEN[c] = Character.isLetterOrDigit(c);
        }
        for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
            TOKEN[c] = true;
        }
    }

    private final byte[] data;
    private int at;

    // ---- What was found
    /// Of a request.
    public String method = "";
    public String target = "";
    /// Of a response.
    public int status;
    /// All fields as they came, each ended by CR LF.
    public String fields = "";
    public int minor;
    public long length;
    public boolean keepAlive;
    public boolean expectContinue;
    /// Where the body begins.
    public int end;

    private boolean hostSeen;
    private boolean lengthSeen;
    private boolean encodingSeen;

    private Head(byte[] data, int from) {
        this.data = data;
        this.at = from;
    }

    /// What is wrong with a message: an error of kind `http` whose message begins with the status that answers it.
    static Fault bad(int status, String problem) {
        return new Fault("http", status + " " + problem);
    }

    /// Where the empty line ends, or -1 when it is not there yet.
    private static int endOf(byte[] data, int from, int to) {
        for (int i = from + 3; i < to; i++) {
            byte b = data[i];
            if (b == '\n') {
                if (data[i - 1] == '\r' && data[i - 2] == '\n' && data[i - 3] == '\r') {
                    return i + 1;
                }
            }
        }
        return -1;
    }

    /// @param limit bytes that a head may have
    /// @return null when the head is not complete
    public static Head request(byte[] data, int from, int to, int limit) {
        int start = from;
        // An empty line before a request is passed over, as RFC 9112 advises.
        while (start + 1 < to && data[start] == '\r' && data[start + 1] == '\n') {
            start += 2;
        }
        var head = new Head(data, start);
        if (!head.complete(start, to, limit)) {
            // What cannot become a request is refused before more is read.
            for (int i = start; i < Math.min(to, start + LONGEST_METHOD) && data[i] != ' '; i++) {
                if (!(data[i] >= 0 && TOKEN[data[i]]) && !(i == start && data[i] == '\r' && i + 1 == to)) {
                    throw bad(400, "the method is not a word");
                }
            }
            return null;
        }
        head.requestLine();
        head.fields();
        if (head.minor == 1 && !head.hostSeen) {
            throw bad(400, "there is no Host");
        }
        if (head.encodingSeen && head.minor == 0) {
            throw bad(400, "HTTP/1.0 has no chunks");
        }
        return head;
    }

    public static Head response(byte[] data, int from, int to, int limit) {
        var head = new Head(data, from);
        if (!head.complete(from, to, limit)) {
            return null;
        }
        head.length = UNTIL_CLOSE;
        head.statusLine();
        head.fields();
        return head;
    }

    private boolean complete(int from, int to, int limit) {
        end = endOf(data, from, to);
        if (end < 0 ? to - from > limit : end - from > limit) {
            throw bad(431, "the head is longer than " + limit + " bytes");
        }
        return end >= 0;
    }

    private String latin(int from, int to) {
        return new String(data, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private void requestLine() {
        int start = at;
        while (data[at] != ' ') {
            if (data[at] < 0 || !TOKEN[data[at]] || at - start > LONGEST_METHOD) {
                throw bad(400, "the method is not a word");
            }
            at++;
        }
        if (at == start) {
            throw bad(400, "there is no method");
        }
        method = at - start == 3 && data[start] == 'G' && data[start + 1] == 'E' && data[start + 2] == 'T' ? "GET" : latin(start, at);
        start = ++at;
        while (data[at] != ' ') {
            if (data[at] <= ' ' || data[at] == 0x7F) {
                throw bad(400, "the target has characters that must be escaped");
            }
            at++;
        }
        if (at == start) {
            throw bad(400, "there is no target");
        }
        target = latin(start, at);
        at++;
        if (end - at < VERSION_LINES) {
            throw bad(400, "there is no HTTP version");
        }
        version();
        if (data[at] != '\r' || data[at + 1] != '\n') {
            throw bad(400, "there is something behind the version");
        }
        at += 2;
    }

    private void version() {
        if (!(data[at] == 'H' && data[at + 1] == 'T' && data[at + 2] == 'T' && data[at + 3] == 'P' && data[at + 4] == '/')) {
            throw bad(400, "there is no HTTP version");
        }
        if (data[at + 5] != '1' || data[at + 6] != '.' || data[at + 7] != '0' && data[at + 7] != '1') {
            throw bad(data[at + 5] >= '0' && data[at + 5] <= '9' ? 505 : 400, "only HTTP/1.0 and HTTP/1.1 are spoken here");
        }
        minor = data[at + 7] - '0';
        keepAlive = minor == 1;
        at += 8;
    }

    private void statusLine() {
        if (end - at < 13) {
            throw bad(502, "the answer is no HTTP");
        }
        try {
            version();
        } catch (Fault notHttp) {
            throw bad(502, "the answer is no HTTP/1");
        }
        if (data[at] != ' ') {
            throw bad(502, "the answer has no status");
        }
        for (int i = 1; i <= 3; i++) {
            if (data[at + i] < '0' || data[at + i] > '9') {
                throw bad(502, "the answer has no status");
            }
            status = status * 10 + data[at + i] - '0';
        }
        while (data[at] != '\n') {
            at++;
        }
        at++;
    }

    private void fields() {
        int start = at;
        int count = 0;
        while (data[at] != '\r' || at + 2 != end) {
            if (++count > MOST_FIELDS) {
                throw bad(431, "there are more than " + MOST_FIELDS + " fields");
            }
            field();
        }
        fields = latin(start, end - 2);
    }

    private void field() {
        int name = at;
        while (data[at] != ':') {
            if (data[at] < 0 || !TOKEN[data[at]]) {
                throw bad(400, at == name ? "a line begins with white space or has no name" : "the name of a field is not a word");
            }
            at++;
        }
        int nameEnd = at++;
        if (nameEnd == name) {
            throw bad(400, "a field has no name");
        }
        while (data[at] == ' ' || data[at] == '\t') {
            at++;
        }
        int value = at;
        while (data[at] != '\r') {
            if (data[at] >= 0 && data[at] < ' ' && data[at] != '\t' || data[at] == 0x7F) {
                throw bad(400, "a field has a control character");
            }
            at++;
        }
        if (data[at + 1] != '\n') {
            throw bad(400, "a carriage return stands alone");
        }
        int valueEnd = at;
        while (valueEnd > value && (data[valueEnd - 1] == ' ' || data[valueEnd - 1] == '\t')) {
            valueEnd--;
        }
        at += 2;
        meaning(name, nameEnd, value, valueEnd);
    }

    private boolean is(int from, int to, String lower) {
        if (to - from != lower.length()) {
            return false;
        }
        for (int i = 0; i < lower.length(); i++) {
            int c = data[from + i];
            if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != lower.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void meaning(int name, int nameEnd, int value, int valueEnd) {
        switch (nameEnd - name) {
            case 4 -> {
                if (is(name, nameEnd, "host")) {
                    if (hostSeen) {
                        throw bad(400, "there is more than one Host");
                    }
                    hostSeen = true;
                }
            }
            case 6 -> {
                if (is(name, nameEnd, "expect")) {
                    if (!is(value, valueEnd, "100-continue")) {
                        throw bad(417, "only 100-continue can be expected");
                    }
                    expectContinue = true;
                }
            }
            case 10 -> {
                if (is(name, nameEnd, "connection")) {
                    connection(latin(value, valueEnd));
                }
            }
            case 14 -> {
                if (is(name, nameEnd, "content-length")) {
                    contentLength(value, valueEnd);
                }
            }
            case 17 -> {
                if (is(name, nameEnd, "transfer-encoding")) {
                    if (encodingSeen || lengthSeen) {
                        throw bad(400, "the length of the body is told twice");
                    }
                    if (!is(value, valueEnd, "chunked")) {
                        throw bad(status == 0 ? 501 : 502, "the only transfer encoding is chunked");
                    }
                    encodingSeen = true;
                    length = CHUNKED;
                }
            }
            default -> { }
        }
    }

    private void connection(String value) {
        for (String option : value.split(",")) {
            if (option.strip().equalsIgnoreCase("close")) {
                keepAlive = false;
            } else if (option.strip().equalsIgnoreCase("keep-alive") && minor == 0) {
                keepAlive = true;
            }
        }
    }

    private void contentLength(int from, int to) {
        if (encodingSeen || to == from || to - from > LENGTH_DIGITS) {
            throw bad(400, encodingSeen ? "the length of the body is told twice" : "the length of the body is no number");
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            if (data[i] < '0' || data[i] > '9') {
                throw bad(400, "the length of the body is no number");
            }
            value = value * 10 + data[i] - '0';
        }
        if (lengthSeen) {
            throw bad(400, "the length of the body is told twice");
        }
        lengthSeen = true;
        length = value;
    }
}
