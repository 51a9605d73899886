/// What else reads jobs from Kafka, and how fast, on the same broker, topic and records.
@NullMarked
package dev.towpath.bench.peers;

import org.jspecify.annotations.NullMarked;
