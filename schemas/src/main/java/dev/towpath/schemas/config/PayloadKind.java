package dev.towpath.schemas.config;

/// How the payload of a job type is written in its record.
public enum PayloadKind {
    /// UTF-8 JSON, as it was submitted.
    JSON,
    /// Avro single-object encoding, by the type's schema.
    AVRO
}
