package dev.towpath.e2e.crash;

import dev.towpath.testkit.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// A copy of a history's events, and ways to change it.
final class Edit {
    private final List<Event> events;

    Edit(List<Event> events) {
        this.events = new ArrayList<>(events);
    }

    List<Event> events() {
        return events;
    }

    void drop(Predicate<Event> which) {
        events.remove(first(which));
    }

    /// Drops every one, of which there must be some.
    void dropAll(Predicate<Event> which) {
        first(which);
        events.removeIf(which);
    }

    void addAfter(Predicate<Event> which, UnaryOperator<Event> added) {
        int at = first(which);
        events.add(at + 1, added.apply(events.get(at)));
    }

    /// Adds before the history's end.
    void addAtTheEnd(Event event) {
        events.add(events.size() - 1, event);
    }

    void repeatAtTheEnd(Predicate<Event> which) {
        addAtTheEnd(events.get(first(which)));
    }

    <T extends Event> void changeAll(Class<T> which, UnaryOperator<T> changed) {
        events.replaceAll(one -> which.isInstance(one) ? changed.apply(which.cast(one)) : one);
    }

    void moveLastBefore(Predicate<Event> which, Predicate<Event> place) {
        Event moved = last(which);
        events.remove(events.lastIndexOf(moved));
        events.add(first(place), moved);
    }

    Event last(Predicate<Event> which) {
        return events.reversed().stream().filter(which).findFirst().orElseThrow();
    }

    private int first(Predicate<Event> which) {
        return events.indexOf(events.stream().filter(which).findFirst().orElseThrow());
    }
}
