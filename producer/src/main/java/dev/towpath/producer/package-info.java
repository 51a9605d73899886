/// The Java client that puts jobs on a queue: each send is acknowledged by Kafka, and says so.
@NullMarked
package dev.towpath.producer;

import org.jspecify.annotations.NullMarked;
