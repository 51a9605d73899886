package dev.towpath.gateway.intake;

import dev.towpath.producer.JobRequest;
import dev.towpath.schemas.config.Units;
import dev.towpath.schemas.payload.Problem;
import dev.towpath.schemas.payload.Spelling;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Takes a job's fields out of a JSON object and collects all that is wrong with them.
final class Fields {
    private static final int SHOWN = 40;
    private static final Pattern SPAN = Pattern.compile("([1-9][0-9]{0,9})(s|m|h|d)");
    private static final Pattern TRACE_PARENT =
            Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    private final ObjectNode object;
    private final List<Problem> problems = new ArrayList<>();

    Fields(ObjectNode object) {
        this.object = object;
    }

    /// All that was found wrong so far.
    List<Problem> problems() {
        return problems;
    }

    void add(Problem problem) {
        problems.add(problem);
    }

    /// A text field; empty when it is absent or null.
    String text(String name, int maxBytes) {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            return "";
        }
        if (!value.isString()) {
            problems.add(new Problem("/" + name, "a string", kind(value)));
            return "";
        }
        return limited("/" + name, value.stringValue(), maxBytes);
    }

    /// A text field that must be there and not be empty.
    String required(String name, int maxBytes) {
        int before = problems.size();
        String text = text(name, maxBytes);
        if (text.isEmpty() && problems.size() == before) {
            problems.add(new Problem("/" + name, "a string that is not empty", "nothing"));
        }
        return text;
    }

    /// A list of texts.
    List<String> texts(String name, int maxCount, int maxBytes) {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            return List.of();
        }
        if (!value.isArray()) {
            problems.add(new Problem("/" + name, "an array of strings", kind(value)));
            return List.of();
        }
        if (value.size() > maxCount) {
            problems.add(new Problem("/" + name, "at most " + maxCount, "" + value.size()));
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            String pointer = "/" + name + "/" + i;
            JsonNode element = value.get(i);
            if (element.isString() && !element.stringValue().isEmpty()) {
                texts.add(limited(pointer, element.stringValue(), maxBytes));
            } else {
                problems.add(new Problem(pointer, "a string that is not empty", kind(element)));
            }
        }
        return texts;
    }

    /// When the job is due: a delay such as `250ms`, `10s`, `5m`, `2h`, `1d`, or a time in
    /// RFC 3339.
    ///
    /// @param delayName the field of the delay
    /// @param timeName the field of the time
    /// @param now milliseconds since 1970
    Due due(String delayName, String timeName, long now) {
        String delayText = text(delayName, 64);
        String timeText = text(timeName, 64);
        if (!delayText.isEmpty() && !timeText.isEmpty()) {
            problems.add(
                    new Problem(
                            "/" + timeName,
                            "no " + timeName + " besides " + delayName,
                            "both",
                            "leave one of the two out"));
            return Due.AT_ONCE;
        }
        if (!delayText.isEmpty()) {
            return new Due(delay(delayName, delayText), Optional.empty());
        }
        return timeText.isEmpty()
                ? Due.AT_ONCE
                : new Due(Duration.ZERO, runAt(timeName, timeText, now));
    }

    private Duration delay(String name, String text) {
        Optional<Duration> delay =
                Units.duration(text).filter(one -> one.compareTo(JobRequest.MAX_DELAY) <= 0);
        if (delay.isEmpty()) {
            problems.add(
                    new Problem(
                            "/" + name,
                            "a delay of at most "
                                    + JobRequest.MAX_DELAY.toDays()
                                    + "d, such as 250ms, 10s, 5m, 2h, 1d",
                            shown(text)));
        }
        return delay.orElse(Duration.ZERO);
    }

    private Optional<Instant> runAt(String name, String text, long now) {
        Instant latest = Instant.ofEpochMilli(now).plus(JobRequest.MAX_DELAY);
        try {
            Instant time = Instant.parse(text);
            if (!time.isAfter(latest)) {
                return Optional.of(time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time);
            }
        } catch (DateTimeParseException e) {
            // Told below, with what is right.
        }
        problems.add(
                new Problem(
                        "/" + name,
                        "a time as RFC 3339, at most "
                                + JobRequest.MAX_DELAY.toDays()
                                + " days from now",
                        shown(text)));
        return Optional.empty();
    }

    /// When the job must have started: a time to come as [#time], after it is due.
    ///
    /// @return milliseconds since 1970, 0 when it is absent
    long expiry(String name, Due due, long now) {
        long time = time(name, now);
        if (time > 0 && !due.atOnce() && time <= due.about(now)) {
            problems.add(
                    new Problem(
                            "/" + name,
                            "a time after the job is due",
                            "one before",
                            "it would expire before it may start"));
        }
        return time;
    }

    /// A time to come: RFC 3339, or a span from now such as `90s`, `10m`, `24h`, `7d`.
    ///
    /// @return milliseconds since 1970, 0 when it is absent
    private long time(String name, long now) {
        String text = text(name, 64);
        if (text.isEmpty()) {
            return 0;
        }
        long time = instant(text, now);
        if (time <= now) {
            problems.add(
                    new Problem(
                            "/" + name,
                            "a time to come as RFC 3339, or a span such as 90s, 10m, 24h, 7d",
                            shown(text)));
            return 0;
        }
        return time;
    }

    /// Reports every field that is not known, with the one that may have been meant.
    void refuseOthers(Set<String> known) {
        for (String name : object.propertyNames()) {
            if (!known.contains(name)) {
                problems.add(unknown(name, known));
            }
        }
    }

    private static Problem unknown(String name, Set<String> known) {
        return new Problem(
                "/" + escaped(shown(name)),
                "one of " + String.join(", ", known),
                "the unknown field '" + shown(name) + "'",
                Spelling.didYouMean(name, known));
    }

    /// A W3C `traceparent` of version 00 as it is; empty when it is not one.
    static String traceParent(String text) {
        return TRACE_PARENT.matcher(text).matches() ? text : "";
    }

    String limited(String pointer, String text, int maxBytes) {
        if (text.length() * 3L > maxBytes) {
            int length = text.getBytes(StandardCharsets.UTF_8).length;
            if (length > maxBytes) {
                problems.add(
                        new Problem(
                                pointer,
                                "at most " + maxBytes + " bytes of UTF-8",
                                length + " bytes"));
                return "";
            }
        }
        return text;
    }

    private static long instant(String text, long now) {
        Matcher span = SPAN.matcher(text);
        try {
            if (!span.matches()) {
                return Instant.parse(text).toEpochMilli();
            }
            long count = Long.parseLong(span.group(1));
            Duration length =
                    switch (span.group(2)) {
                        case "s" -> Duration.ofSeconds(count);
                        case "m" -> Duration.ofMinutes(count);
                        case "h" -> Duration.ofHours(count);
                        default -> Duration.ofDays(count);
                    };
            return Math.addExact(now, length.toMillis());
        } catch (DateTimeParseException | ArithmeticException e) {
            return 0;
        }
    }

    /// What a value is, without showing what is in it.
    static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "an object";
            case ARRAY -> "an array";
            case STRING -> value.stringValue().isEmpty() ? "an empty string" : "a string";
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            case NULL -> "null";
            case MISSING, BINARY, POJO -> "nothing";
        };
    }

    /// The beginning of a text, for a message.
    static String shown(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
