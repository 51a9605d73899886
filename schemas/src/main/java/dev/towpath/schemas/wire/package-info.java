/// The records on Kafka: envelope, headers and the bounded reader and writer of their Avro bytes.
@NullMarked
package dev.towpath.schemas.wire;

import org.jspecify.annotations.NullMarked;
