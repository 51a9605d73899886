/// Runs handlers in a test, in a moment, by the engine's own rules: no Kafka, no threads, and a
/// clock that is turned by hand.
@NullMarked
package dev.towpath.testkit.manual;

import org.jspecify.annotations.NullMarked;
