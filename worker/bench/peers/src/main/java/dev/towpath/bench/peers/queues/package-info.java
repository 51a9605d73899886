/// Job queues that keep their jobs elsewhere than in Kafka: the stores that they need, and the
/// processes in which they are measured.
@NullMarked
package dev.towpath.bench.peers.queues;

import org.jspecify.annotations.NullMarked;
