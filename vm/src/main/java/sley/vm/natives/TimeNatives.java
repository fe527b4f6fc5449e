package sley.vm.natives;

import static sley.vm.natives.Natives.result;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import sley.vm.thread.Fault;
import sley.vm.value.LongList;
import sley.vm.value.Record;

/// Functions of the module `time`, over the host's calendar and time zones.
final class TimeNatives {
    private static final long SECOND = 1_000_000_000L;

    private TimeNatives() {}

    static NativeBody find(String name) {
        return switch (name) {
            case "time._fields" -> (t, _, p, pb, r, rb) -> result(t, fields(at(p[pb], (String) r[rb])));
            case "time._of" -> (t, _, p, pb, r, rb) -> result(t, of(p, pb, (String) r[rb]));
            case "time._format" -> (t, _, p, pb, r, rb) -> result(t, format(at(p[pb], (String) r[rb]), (String) r[rb + 1]));
            case "time._parse" -> (t, _, _, _, r, rb) -> result(t, parse((String) r[rb], (String) r[rb + 1], (String) r[rb + 2]));
            case "time._addMonths" -> (t, _, p, pb, r, rb) -> {
                try {
                    return result(t, nanos(at(p[pb], (String) r[rb]).plusMonths(p[pb + 1])));
                } catch (DateTimeException e) {
                    throw new Fault("value", "the time after " + p[pb + 1] + " months lies outside the years 1678 to 2262");
                }
            };
            case "time._addDays" -> (t, _, p, pb, r, rb) -> {
                try {
                    return result(t, nanos(at(p[pb], (String) r[rb]).plusDays(p[pb + 1])));
                } catch (DateTimeException e) {
                    throw new Fault("value", "the time after " + p[pb + 1] + " days lies outside the years 1678 to 2262");
                }
            };
            case "time._now" -> CoreNatives.find("now");
            case "time.localZone" -> (t, _, _, _, _, _) -> result(t, ZoneId.systemDefault().getId());
            default -> null;
        };
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name.equals("Z") ? "UTC" : name);
        } catch (DateTimeException e) {
            throw new Fault("value", "no time zone `" + name + "`: names are as \"UTC\", \"Europe/Berlin\", \"+02:00\"");
        }
    }

    private static ZonedDateTime at(long nanos, String zone) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND)).atZone(zone(zone));
    }

    private static long nanos(ZonedDateTime time) {
        try {
            return Math.addExact(Math.multiplyExact(time.toEpochSecond(), SECOND), time.getNano());
        } catch (ArithmeticException e) {
            throw new Fault("value", "a time lies in the years 1678 to 2262");
        }
    }

    private static LongList fields(ZonedDateTime time) {
        long[] fields = {time.getYear(), time.getMonthValue(), time.getDayOfMonth(), time.getHour(), time.getMinute(), time.getSecond(), time.getNano(),
                time.getDayOfWeek().getValue(), time.getDayOfYear(), time.getOffset().getTotalSeconds()};
        return new LongList(fields, fields.length);
    }

    private static long of(long[] p, int pb, String zone) {
        try {
            var local = LocalDateTime.of(Math.toIntExact(p[pb]), Math.toIntExact(p[pb + 1]), Math.toIntExact(p[pb + 2]), Math.toIntExact(p[pb + 3]), Math.toIntExact(p[pb + 4]),
                    Math.toIntExact(p[pb + 5]), Math.toIntExact(p[pb + 6]));
            return nanos(local.atZone(zone(zone)));
        } catch (DateTimeException | ArithmeticException e) {
            throw new Fault("value", "there is no time " + p[pb] + "-" + p[pb + 1] + "-" + p[pb + 2] + " " + p[pb + 3] + ":" + p[pb + 4] + ":" + p[pb + 5]);
        }
    }

    private static DateTimeFormatter formatter(String pattern) {
        try {
            return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
        } catch (IllegalArgumentException e) {
            throw new Fault("value", "the pattern `" + pattern + "` is not valid; it is made of letters as in \"yyyy-MM-dd HH:mm:ss\", other words stand in single quotes");
        }
    }

    private static String format(ZonedDateTime time, String pattern) {
        if (pattern.isEmpty()) {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
        }
        return formatter(pattern).format(time);
    }

    /// A tuple of nanoseconds and zone.
    private static Record parse(String text, String pattern, String zone) {
        try {
            TemporalAccessor found = pattern.isEmpty() ? iso(text) : formatter(pattern).parse(text);
            ZoneId own = found.query(TemporalQueries.zone());
            LocalDate date = found.query(TemporalQueries.localDate());
            if (date == null) {
                throw new Fault("parse", "the time `" + text + "` has no date");
            }
            LocalTime clock = found.query(TemporalQueries.localTime());
            if (clock == null && found.isSupported(ChronoField.HOUR_OF_DAY)) {
                clock = LocalTime.of(found.get(ChronoField.HOUR_OF_DAY), 0);
            }
            ZoneId used = own == null ? zone(zone) : own;
            var record = new Record(0, 1, 1);
            record.p[0] = nanos(date.atTime(clock == null ? LocalTime.MIDNIGHT : clock).atZone(used));
            record.r[0] = used.equals(ZoneOffset.UTC) ? "UTC" : used.getId();
            return record;
        } catch (DateTimeParseException e) {
            throw new Fault("parse", "`" + text + "` is no time " + (pattern.isEmpty() ? "as in \"2026-05-17\" or \"2026-05-17T09:30:00+02:00\"" : "as the pattern `" + pattern + "` wants it")
                    + ", from character " + (text.codePointCount(0, Math.min(e.getErrorIndex(), text.length())) + 1) + " on");
        }
    }

    private static TemporalAccessor iso(String text) {
        String changed = text.length() > 10 && text.charAt(10) == ' ' ? text.substring(0, 10) + "T" + text.substring(11) : text;
        if (changed.indexOf('T') < 0) {
            return DateTimeFormatter.ISO_LOCAL_DATE.parse(changed);
        }
        return DateTimeFormatter.ISO_DATE_TIME.parse(changed);
    }
}
