/// What Kafka's logs say of a run: read from the broker's disk, with the transaction that each
/// record belongs to, and made into the history that the guarantees judge.
@NullMarked
package dev.towpath.e2e.evidence;

import org.jspecify.annotations.NullMarked;
