package dev.towpath.console.replay;

import dev.towpath.console.audit.AuditLog;
import dev.towpath.console.topic.Place;
import dev.towpath.schemas.id.JobId;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/// Where a replay takes its jobs from: the dead letters, or a queue's log.
public interface Source {
    /// The records that the filter fits.
    SortedSet<Place> places();

    /// The job of one of them; empty when it has none.
    Optional<JobId> id(Place place);

    /// Whether a job runs again, by what was read last.
    Choice choose(Place place);

    /// In one word or two what kind of job it is, for the counts: a cause, a type.
    String kind(Place place);

    /// Where the topics ended when they were read: what comes later is not part of the replay.
    SortedMap<String, SortedMap<Integer, Long>> ends();

    /// Reads what ledger and audit say now.
    void readOn();

    AuditLog audit();
}
