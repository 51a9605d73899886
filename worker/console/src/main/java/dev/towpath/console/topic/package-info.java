/// Reading Kafka's topics from a place to their end, and writing with confirmation.
@NullMarked
package dev.towpath.console.topic;

import org.jspecify.annotations.NullMarked;
