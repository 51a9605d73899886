package dev.towpath.bench.jmh;

import dev.towpath.schemas.payload.Checked;
import dev.towpath.schemas.payload.DecodedPayload;
import dev.towpath.schemas.payload.PayloadCodec;
import dev.towpath.schemas.payload.PayloadFormat;
import dev.towpath.schemas.payload.SchemaStore;
import dev.towpath.schemas.payload.StrictJson;
import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import tools.jackson.databind.JsonNode;

/// A payload of 300 bytes of JSON and a schema with eight fields.
public class Payloads extends Conditions {
    @Benchmark
    public Checked<JsonNode> readJson(Order order) {
        return StrictJson.read(order.text);
    }

    @Benchmark
    public Checked<byte[]> encodeAvro(Order order) {
        return PayloadCodec.encode(order.format, order.json);
    }

    @Benchmark
    public DecodedPayload decodeAvro(Order order) {
        return PayloadCodec.decode(order.avro, order.schemas);
    }

    /// An order of a shop, in each form.
    @State(Scope.Thread)
    public static class Order {
        private static final int BYTES = 300;
        private static final String SCHEMA =
                """
                {"type": "record", "name": "OrderPlaced", "fields": [
                  {"name": "orderId", "type": "string"},
                  {"name": "customer", "type": "long"},
                  {"name": "email", "type": "string"},
                  {"name": "amount", "type": "double"},
                  {"name": "currency", "type":
                      {"type": "enum", "name": "Currency", "symbols": ["EUR", "USD", "GBP"]}},
                  {"name": "express", "type": "boolean", "default": false},
                  {"name": "note", "type": ["null", "string"], "default": null},
                  {"name": "placedAt", "type": {"type": "long", "logicalType": "timestamp-millis"}}
                ]}
                """;
        private static final String HEAD =
                "{\"orderId\":\"8c1f9a52-7d3e-4b60-9f0e-2a4f0b9d6c11\",\"customer\":4711208,"
                        + "\"email\":\"ada.lovelace@example.org\",\"amount\":129.95,"
                        + "\"currency\":\"EUR\",\"express\":true,"
                        + "\"placedAt\":\"2026-01-22T10:15:30.123Z\",\"note\":\"";
        private static final String TAIL = "\"}";

        private final PayloadFormat.Avro format =
                PayloadFormat.avro(new Schema.Parser().parse(SCHEMA));
        private final SchemaStore schemas = new SchemaStore();
        private final byte[] text =
                (HEAD + "n".repeat(BYTES - HEAD.length() - TAIL.length()) + TAIL)
                        .getBytes(StandardCharsets.US_ASCII);
        private final JsonNode json = good(StrictJson.read(text));
        private final byte[] avro = good(PayloadCodec.encode(format, json));

        public Order() {
            schemas.add(format);
            if (!(PayloadCodec.decode(avro, schemas) instanceof DecodedPayload.Avro)) {
                throw new IllegalStateException("what was written cannot be read");
            }
        }

        private static <T> T good(Checked<T> checked) {
            return switch (checked) {
                case Checked.Good<T>(T value) -> value;
                case Checked.Bad<T> bad ->
                        throw new IllegalStateException("the payload does not fit: " + bad);
            };
        }
    }
}
