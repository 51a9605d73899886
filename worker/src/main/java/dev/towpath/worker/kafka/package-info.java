/// The engine's dealings with Kafka: consuming, restoring, flushing.
@NullMarked
package dev.towpath.worker.kafka;

import org.jspecify.annotations.NullMarked;
