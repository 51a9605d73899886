/// Payloads of jobs: strict JSON, its canonical form and checksum, Avro with the user's schemas,
/// and every problem said at once.
@NullMarked
package dev.towpath.schemas.payload;

import org.jspecify.annotations.NullMarked;
