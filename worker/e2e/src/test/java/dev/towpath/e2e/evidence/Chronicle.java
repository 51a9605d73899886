package dev.towpath.e2e.evidence;

import dev.towpath.testkit.Event;
import dev.towpath.testkit.History;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One history out of what the logs and the handlers tell.
///
/// Both are ordered within themselves: a log by its offsets, the commits of all partitions by the
/// log of the offsets, the handlers by the one recorder that hears each of them before it goes on.
/// Between the two stands the clock of this machine, on which broker and recorder run. Kafka tells
/// only the millisecond, so each of its events has the end of that millisecond that does the engine
/// no wrong:
///
/// - submitted, opened: the beginning. Nothing that follows from them can come before.
/// - ended, dead-lettered, committed: the end, and in one piece a transaction. Attempts, effects
///   and ends that led to them cannot come after; an attempt that followed in the same millisecond
///   would be overlooked, but none can within the time that Kafka takes to commit.
///
/// The time is that of the records, not of the transaction's end: what is in a flush has been
/// decided when it is written, and what is never committed is never shown.
public final class Chronicle {
    private Chronicle() {}

    /// @param handlers attempts and effects, in the order in which they were recorded
    /// @param killed the workers whose process was killed
    public static History of(Evidence evidence, List<Sighting> handlers, Set<String> killed) {
        return of(evidence, List.of(), handlers, killed, 0);
    }

    /// @param declarations of the types
    /// @param spanned attempts and effects, with the spans of the submissions that they run
    /// @param restedAt milliseconds since 1970
    public static History of(
            Evidence evidence,
            List<Event> declarations,
            List<Sighting> spanned,
            Set<String> killed,
            long restedAt) {
        List<Sighting> handlers =
                spanned.stream().map(one -> named(one, evidence.nonceOfSpan())).toList();
        List<Sighting> all = new ArrayList<>(evidence.sightings());
        all.addAll(handlers);
        for (Tenure tenure : evidence.tenures()) {
            if (!tenure.closed) {
                all.add(new Sighting(tenure.endedAt, fault(tenure, handlers, killed)));
            }
        }
        // The sort keeps the order of what came at the same time.
        all.sort(Comparator.comparingLong(Sighting::micros));
        History history = new History();
        history.add(new Event.Began());
        declarations.forEach(history::add);
        all.forEach(sighting -> history.add(sighting.event()));
        history.add(new Event.Rested(restedAt));
        return history;
    }

    /// With the nonce of the submission instead of its span.
    private static Sighting named(Sighting sighting, Map<String, String> nonceOfSpan) {
        if (!(sighting.event() instanceof Event.AttemptStarted started)) {
            return sighting;
        }
        return new Sighting(
                sighting.micros(),
                new Event.AttemptStarted(
                        started.job(),
                        started.generation(),
                        started.attempt(),
                        started.fence(),
                        started.worker(),
                        nonceOfSpan.getOrDefault(started.submission(), started.submission()),
                        started.type(),
                        started.payload(),
                        started.at()));
    }

    /// An owner that never said that it left. At stake is each attempt that it began without
    /// committing what came of it.
    private static Event.Fault fault(Tenure tenure, List<Sighting> handlers, Set<String> killed) {
        Set<String> atStake = new HashSet<>();
        for (Sighting sighting : handlers) {
            if (sighting.event() instanceof Event.AttemptStarted started
                    && started.fence().ownerEpoch() == tenure.ownerEpoch
                    && started.job().startsWith(tenure.partition + "_")
                    && !tenure.isSettled(started.job(), started.generation(), started.attempt())) {
                atStake.add(started.job() + " " + started.generation() + " " + started.attempt());
            }
        }
        return new Event.Fault(
                killed.contains(tenure.worker) ? Event.Kind.CRASH : Event.Kind.ZOMBIE,
                tenure.partition,
                atStake.size());
    }
}
