package dev.towpath.cli.dead;

import dev.towpath.cli.terminal.Columns;
import dev.towpath.cli.terminal.Json;
import dev.towpath.cli.terminal.Printable;
import dev.towpath.console.dead.Fate;
import dev.towpath.console.dead.Letter;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.payload.AvroToJson;
import dev.towpath.schemas.payload.DecodedPayload;
import dev.towpath.schemas.payload.PayloadCodec;
import dev.towpath.schemas.payload.PayloadFormat;
import dev.towpath.schemas.payload.SchemaStore;
import dev.towpath.schemas.wire.DeadLetter;
import dev.towpath.schemas.wire.EnvelopeCodec;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.schemas.wire.JobHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Everything about one dead letter, for people. Nothing that somebody else wrote reaches the
/// terminal as it is.
final class LetterPage {
    private static final int MOST_HEX_BYTES = 256;
    private static final int LONGEST_PAYLOAD = 64 * 1024;
    private static final Set<String> OURS = Set.of(JobHeaders.DEAD, EnvelopeCodec.HEADER);

    private final SchemaStore schemas;

    LetterPage(SchemaStore schemas) {
        this.schemas = schemas;
    }

    String text(Letter letter, ConsumerRecord<byte[], byte[]> record, Fate fate) {
        DeadLetter why = Letter.why(record);
        Columns columns = new Columns("");
        row(columns, "job", letter.id().isEmpty() ? "none that can be read" : letter.id());
        row(columns, "fate", words(fate));
        row(columns, "type", letter.facts().type());
        row(columns, "code", why.code() + " " + title(why.code()));
        row(columns, "error", why.error());
        row(columns, "reason", why.reason());
        row(columns, "cause", letter.cause().fingerprint());
        row(
                columns,
                "died",
                Groups.time(why.diedAt())
                        + ", generation "
                        + why.generation()
                        + ", attempt "
                        + why.attempts());
        row(columns, "in worker", why.worker());
        row(
                columns,
                "came from",
                why.topic()
                        + "-"
                        + why.partition()
                        + "@"
                        + why.offset()
                        + (why.timestamp() > 0 ? ", " + Groups.time(why.timestamp()) : ""));
        row(columns, "letter", letter.place().toString());
        letter.facts().envelope().ifPresent(envelope -> envelope(columns, envelope));
        byte[] key = record.key();
        row(columns, "key", key == null ? "" : printable(key));
        StringBuilder text = new StringBuilder(columns.text());
        if (!why.trace().isEmpty()) {
            text.append("\ntrace\n").append(indented(why.trace().strip()));
        }
        headers(text, record);
        payload(text, letter, record.value());
        return text.toString();
    }

    /// The payload as JSON; null where it cannot be.
    @Nullable JsonNode json(byte @Nullable [] value) {
        if (value == null) {
            return null;
        }
        return switch (PayloadCodec.decode(value, schemas)) {
            case DecodedPayload.Json(JsonNode json) -> json;
            case DecodedPayload.Avro avro -> AvroToJson.convert(avro.record());
            case DecodedPayload.UnknownSchema _, DecodedPayload.Unreadable _ -> null;
        };
    }

    private static void envelope(Columns columns, JobEnvelope envelope) {
        row(columns, "accepted", Groups.time(envelope.acceptedAt()));
        if (envelope.expiresAt() > 0) {
            row(columns, "expires", Groups.time(envelope.expiresAt()));
        }
        row(columns, "client", envelope.client());
        row(columns, "deployment", envelope.deployment());
        row(columns, "batch", envelope.batch());
        row(columns, "tags", String.join(", ", envelope.tags()));
        row(columns, "dedup key", envelope.dedupKey());
    }

    static String words(Fate fate) {
        return switch (fate) {
            case Fate.Open _ -> "open";
            case Fate.Replayed replayed ->
                    "replayed as generation "
                            + replayed.generation()
                            + " by plan "
                            + replayed.plan()
                            + ": "
                            + (replayed.ended().equals("dead") ? "dead again" : replayed.ended());
            case Fate.Discarded discarded ->
                    "discarded by " + discarded.actor() + ": " + discarded.reason();
            case Fate.Overtaken overtaken ->
                    "overtaken by generation "
                            + overtaken.generation()
                            + ", which is "
                            + overtaken.ended();
        };
    }

    private static String title(String code) {
        return Arrays.stream(ErrorCode.values())
                .filter(known -> known.code().equals(code))
                .map(ErrorCode::title)
                .findFirst()
                .orElse("");
    }

    private static void row(Columns columns, String name, String value) {
        if (!value.isEmpty()) {
            columns.row(name, Printable.line(value));
        }
    }

    private static void headers(StringBuilder text, ConsumerRecord<byte[], byte[]> record) {
        Columns columns = new Columns("  ");
        for (Header header : record.headers()) {
            byte[] value = header.value();
            columns.row(
                    Printable.line(header.key()),
                    value == null
                            ? "null"
                            : OURS.contains(header.key())
                                    ? value.length + " bytes, shown above"
                                    : printable(value));
        }
        String rows = columns.text();
        if (!rows.isEmpty()) {
            text.append("\nheaders\n").append(rows);
        }
    }

    private void payload(StringBuilder text, Letter letter, byte @Nullable [] value) {
        if (value == null) {
            text.append(
                    letter.kind() == Letter.Kind.POINTER
                            ? "\nThe job is not in the letter: it did not fit. `towpath replay"
                                    + " --offsets` runs it from where it came from, as long as"
                                    + " it is kept there.\n"
                            : "\nThere is no payload.\n");
            return;
        }
        text.append("\npayload, ").append(value.length).append(" bytes");
        JsonNode json = json(value);
        if (json == null) {
            PayloadCodec.fingerprintOf(value)
                    .ifPresent(f -> text.append(", of schema ").append(PayloadFormat.hex(f)));
            text.append(", which cannot be shown as JSON\n")
                    .append("  ")
                    .append(hex(value))
                    .append('\n');
        } else {
            text.append('\n').append(indented(clipped(Json.pretty(json))));
        }
    }

    private static String clipped(String text) {
        return text.length() <= LONGEST_PAYLOAD
                ? text
                : text.substring(0, LONGEST_PAYLOAD) + "\n… `towpath dead export` has all of it";
    }

    private static String indented(String text) {
        return Printable.text(text.replace("\r\n", "\n").replace("\t", "    "))
                .lines()
                .map(line -> "  " + line + "\n")
                .collect(Collectors.joining());
    }

    private static String printable(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)
                ? Printable.clip(text, 1_000)
                : hex(bytes);
    }

    private static String hex(byte[] bytes) {
        int shown = Math.min(bytes.length, MOST_HEX_BYTES);
        return "hex "
                + HexFormat.of().formatHex(bytes, 0, shown)
                + (shown < bytes.length ? "…" : "");
    }

    /// The same for programs.
    ObjectNode json(Letter letter, ConsumerRecord<byte[], byte[]> record, Fate fate) {
        ObjectNode json = LetterJson.of(letter, fate);
        DeadLetter why = Letter.why(record);
        json.put("reason", why.reason());
        json.put("trace", why.trace());
        JsonNode payload = json(record.value());
        if (payload != null) {
            json.set("payload", payload);
        }
        return LetterJson.whole(json, record);
    }

    /// The generations of a job that died, one line each.
    static String history(Map<Letter, Fate> letters) {
        Columns columns = new Columns("  ");
        letters.forEach(
                (letter, fate) ->
                        columns.row(
                                "generation " + letter.why().generation(),
                                "died " + Groups.time(letter.why().diedAt()),
                                letter.why().code(),
                                Printable.line(words(fate))));
        return "\nhistory\n" + columns.text();
    }
}
