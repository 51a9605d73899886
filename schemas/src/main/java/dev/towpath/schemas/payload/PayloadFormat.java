package dev.towpath.schemas.payload;

import java.util.HexFormat;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/// How the payloads of one job type are written.
public sealed interface PayloadFormat {
    /// Any JSON, written as UTF-8.
    record Json() implements PayloadFormat {}

    /// Avro single-object encoding.
    ///
    /// @param schema a record
    /// @param fingerprint the CRC-64-AVRO of the schema's parsing canonical form
    record Avro(Schema schema, long fingerprint) implements PayloadFormat {
        public Avro {
            if (schema.getType() != Schema.Type.RECORD) {
                throw new IllegalArgumentException("expected a record, got " + schema.getType());
            }
        }
    }

    /// JSON without a schema.
    PayloadFormat JSON = new Json();

    /// Avro with this schema, a record.
    static Avro avro(Schema schema) {
        return new Avro(schema, SchemaNormalization.parsingFingerprint64(schema));
    }

    /// A fingerprint as people read it: 16 hexadecimal digits.
    static String hex(long fingerprint) {
        return HexFormat.of().toHexDigits(fingerprint);
    }
}
