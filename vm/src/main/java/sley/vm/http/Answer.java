package sley.vm.http;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import sley.vm.thread.Fault;
import sley.vm.value.Bytes;

/// Responses and fields as bytes and texts.
public final class Answer {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private record Stamp(long second, byte[] line) {}

    /// The Date field of this second; any thread may replace it by a newer one.
    private static volatile Stamp stamp = new Stamp(0, new byte[0]);
    private static final byte[][] STATUS_LINES = new byte[600][];

    private Answer() {}

    private static byte[] date() {
        long second = System.currentTimeMillis() / 1000;
        Stamp current = stamp;
        if (current.second != second) {
            current = new Stamp(second, ("Date: " + DATE.format(Instant.ofEpochSecond(second)) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            stamp = current;
        }
        return current.line;
    }

    private static byte[] statusLine(int status) {
        if (status < 100 || status > 599) {
            throw new Fault("value", "the status of a response is a number from 100 to 599, not " + status);
        }
        byte[] line = STATUS_LINES[status];
        if (line == null) {
            line = ("HTTP/1.1 " + status + " " + reason(status) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
            STATUS_LINES[status] = line;
        }
        return line;
    }

    /// The name of a status.
    public static String reason(int status) {
        return switch (status) {
            case 100 -> "Continue";
            case 101 -> "Switching Protocols";
            case 200 -> "OK";
            case 201 -> "Created";
            case 202 -> "Accepted";
            case 204 -> "No Content";
            case 206 -> "Partial Content";
            case 301 -> "Moved Permanently";
            case 302 -> "Found";
            case 303 -> "See Other";
            case 304 -> "Not Modified";
            case 307 -> "Temporary Redirect";
            case 308 -> "Permanent Redirect";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 408 -> "Request Timeout";
            case 409 -> "Conflict";
            case 410 -> "Gone";
            case 411 -> "Length Required";
            case 412 -> "Precondition Failed";
            case 413 -> "Content Too Large";
            case 414 -> "URI Too Long";
            case 415 -> "Unsupported Media Type";
            case 416 -> "Range Not Satisfiable";
            case 417 -> "Expectation Failed";
            case 422 -> "Unprocessable Content";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 500 -> "Internal Server Error";
            case 501 -> "Not Implemented";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            case 505 -> "HTTP Version Not Supported";
            default -> "Status";
        };
    }

    /// Status line, Date, Connection where it differs from what is usual, the given fields, Content-Length, and the body.
    ///
    /// @param length of the body as told: -1 for chunks, -2 for none to be told
    public static Bytes of(int status, String fields, byte[] body, int bodySize, long length, boolean keepAlive) {
        byte[] line = statusLine(status);
        byte[] date = date();
        String connection = keepAlive ? "" : "Connection: close\r\n";
        String told = length >= 0 ? "Content-Length: " + length + "\r\n\r\n" : length == Head.CHUNKED ? "Transfer-Encoding: chunked\r\n\r\n" : "\r\n";
        byte[] out = new byte[line.length + date.length + connection.length() + fields.length() + told.length() + bodySize];
        int at = put(line, out, 0);
        at = put(date, out, at);
        at = put(connection, out, at);
        at = put(fields, out, at);
        at = put(told, out, at);
        System.arraycopy(body, 0, out, at, bodySize);
        return new Bytes(out, out.length);
    }

    private static int put(byte[] part, byte[] out, int at) {
        System.arraycopy(part, 0, out, at, part.length);
        return at + part.length;
    }

    @SuppressWarnings("deprecation")
    private static int put(String part, byte[] out, int at) {
        // Fields were held to one byte a character when they were made.
        part.getBytes(0, part.length(), out, at);
        return at + part.length();
    }

    /// A line of a field; refused when its value could begin another line.
    public static String field(String name, String value) {
        if (name.isEmpty() || !name.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0))) {
            throw new Fault("value", "the name of a header field is a word, not `" + name.replaceAll("\\p{Cntrl}", "?") + "`");
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7F || c > 0xFF) {
                throw new Fault("value", "the value of the header field " + name + " has a character that it cannot have");
            }
        }
        return name + ": " + value + "\r\n";
    }

    /// The value of the first field of a name, or null.
    public static String find(String fields, String name) {
        int at = 0;
        int length = name.length();
        while (at < fields.length()) {
            int end = fields.indexOf('\r', at);
            if (end < 0) {
                return null;
            }
            if (at + length < end && fields.charAt(at + length) == ':' && fields.regionMatches(true, at, name, 0, length)) {
                return fields.substring(at + length + 1, end).strip();
            }
            at = end + 2;
        }
        return null;
    }
}
