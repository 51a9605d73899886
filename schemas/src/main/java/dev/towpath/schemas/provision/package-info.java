/// What topics an installation needs, and making Kafka have them: planned, applied, listed,
/// checked.
@NullMarked
package dev.towpath.schemas.provision;

import org.jspecify.annotations.NullMarked;
