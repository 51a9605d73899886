/// A fleet of real workers, each a JVM of its own behind a proxy of its own, on the shared broker;
/// with a recorder that hears every attempt, a sink that keeps fences, and whatever is done to
/// them.
@NullMarked
package dev.towpath.e2e.fleet;

import org.jspecify.annotations.NullMarked;
