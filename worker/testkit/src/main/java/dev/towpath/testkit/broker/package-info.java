/// A model of a Kafka broker, behind the interfaces of Kafka's clients.
@NullMarked
package dev.towpath.testkit.broker;

import org.jspecify.annotations.NullMarked;
