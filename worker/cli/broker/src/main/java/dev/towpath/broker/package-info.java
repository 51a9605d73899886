/// A real Apache Kafka broker (KRaft, combined mode) in a JVM and on a class path of its own.
@NullMarked
package dev.towpath.broker;

import org.jspecify.annotations.NullMarked;
