package dev.towpath.testkit;

import java.util.ArrayList;
import java.util.List;

/// What happened, in the order in which it was seen. Safe for use by many threads.
///
/// The order must be true where it matters: an attempt is recorded before its handler does
/// anything, a commit after the marks that were visible when it was.
public final class History {
    private final List<Event> events = new ArrayList<>();

    /// A history of these events.
    public static History of(Event... events) {
        History history = new History();
        for (Event event : events) {
            history.add(event);
        }
        return history;
    }

    public synchronized void add(Event event) {
        events.add(event);
    }

    /// All events so far.
    public synchronized List<Event> events() {
        return List.copyOf(events);
    }
}
