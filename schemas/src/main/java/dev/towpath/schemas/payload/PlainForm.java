package dev.towpath.schemas.payload;

import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/// The plain JSON form that values of an Avro type have: the type itself, or the logical type that
/// refines it. A logical type that is not named here is ignored, as the Avro specification says.
enum PlainForm {
    PLAIN("", 0),
    DATE("an ISO-8601 date such as \"2026-01-31\", or a number of days since 1970", 0),
    TIME_MILLIS("an ISO-8601 time such as \"08:30:15.250\", or milliseconds of the day", 3),
    TIME_MICROS("an ISO-8601 time such as \"08:30:15.250000\", or microseconds of the day", 6),
    TIMESTAMP_MILLIS(
            "an ISO-8601 instant such as \"2026-01-31T08:30:15.250Z\", or milliseconds since 1970",
            3),
    TIMESTAMP_MICROS(
            "an ISO-8601 instant such as \"2026-01-31T08:30:15.250Z\", or microseconds since 1970",
            6),
    TIMESTAMP_NANOS(
            "an ISO-8601 instant such as \"2026-01-31T08:30:15.250Z\", or nanoseconds since 1970",
            9),
    LOCAL_TIMESTAMP_MILLIS(
            "an ISO-8601 date and time such as \"2026-01-31T08:30:15.250\", or milliseconds since"
                    + " 1970",
            3),
    LOCAL_TIMESTAMP_MICROS(
            "an ISO-8601 date and time such as \"2026-01-31T08:30:15.250\", or microseconds since"
                    + " 1970",
            6),
    LOCAL_TIMESTAMP_NANOS(
            "an ISO-8601 date and time such as \"2026-01-31T08:30:15.250\", or nanoseconds since"
                    + " 1970",
            9),
    DECIMAL("a decimal", 0),
    UUID("a UUID such as \"4f9c5d3e-8a2b-4c6d-9e1f-2a3b4c5d6e7f\"", 0);

    private final String description;
    private final int digits;

    PlainForm(String description, int digits) {
        this.description = description;
        this.digits = digits;
    }

    /// What a sender should write, for messages; empty for [#PLAIN].
    String description() {
        return description;
    }

    /// How many digits of a second's fraction it keeps.
    int digits() {
        return digits;
    }

    static PlainForm of(Schema schema) {
        LogicalType logical = schema.getLogicalType();
        if (logical == null) {
            return PLAIN;
        }
        return switch (logical.getName()) {
            case "date" -> DATE;
            case "time-millis" -> TIME_MILLIS;
            case "time-micros" -> TIME_MICROS;
            case "timestamp-millis" -> TIMESTAMP_MILLIS;
            case "timestamp-micros" -> TIMESTAMP_MICROS;
            case "timestamp-nanos" -> TIMESTAMP_NANOS;
            case "local-timestamp-millis" -> LOCAL_TIMESTAMP_MILLIS;
            case "local-timestamp-micros" -> LOCAL_TIMESTAMP_MICROS;
            case "local-timestamp-nanos" -> LOCAL_TIMESTAMP_NANOS;
            case "decimal" ->
                    logical instanceof LogicalTypes.Decimal decimal
                                    && decimal.getPrecision() <= LogicalTypeRules.LARGEST_PRECISION
                            ? DECIMAL
                            : PLAIN;
            case "uuid" -> UUID;
            default -> PLAIN;
        };
    }
}
