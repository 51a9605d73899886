package dev.towpath.worker.run;

import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/// The payload schemas that the worker knows.
@FunctionalInterface
public interface Schemas {
    /// The schema with this fingerprint (CRC-64-AVRO), null when it is not known.
    @Nullable Schema of(long fingerprint);
}
