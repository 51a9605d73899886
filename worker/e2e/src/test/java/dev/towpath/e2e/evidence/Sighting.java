package dev.towpath.e2e.evidence;

import dev.towpath.testkit.Event;

/// An event and when it was seen.
///
/// @param micros microseconds since 1970, by the clock of this machine
public record Sighting(long micros, Event event) {}
