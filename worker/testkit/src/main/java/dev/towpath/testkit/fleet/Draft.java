package dev.towpath.testkit.fleet;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.testkit.Event;
import dev.towpath.worker.core.Arrival;
import dev.towpath.worker.core.QueuePartition;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// A job that is about to be submitted.
final class Draft {
    /// The upper half of every id.
    static final long HIGH = 7;

    final QueuePartition place;
    final Types type;
    final long id;
    final long now;
    String client = "c";
    String key = "";
    long windowMillis;
    int variant;
    long lane;
    long delayMillis;
    long expiresAt;
    int flags;
    int generation;
    int attempt;

    Draft(QueuePartition place, Types type, long id, long now) {
        this.place = place;
        this.type = type;
        this.id = id;
        this.now = now;
    }

    /// What histories call a job.
    static String name(QueuePartition place, long id) {
        return place + "_" + Long.toHexString(id);
    }

    /// The ledger key of a job.
    static String idTail(long id) {
        return new JobId("q", 0, HIGH, id).tail();
    }

    Line line(RandomGenerator random) {
        long nonce = random.nextLong();
        String job = name(place, id);
        boolean replayed = (flags & JobEnvelope.REPLAYED) != 0;
        boolean delayed = delayMillis > 0;
        Event.Submitted submitted =
                new Event.Submitted(
                        replayed ? Event.Answer.UNKNOWN : Event.Answer.ACCEPTED,
                        job,
                        Long.toHexString(nonce),
                        place.toString(),
                        -1,
                        now,
                        windowMillis,
                        client,
                        type.word,
                        key,
                        lane == 0 ? "" : "group " + lane,
                        job + " variant " + variant,
                        "record of " + job + " " + Long.toHexString(nonce));
        JobEnvelope envelope =
                new JobEnvelope(
                        attempt,
                        generation,
                        0,
                        nonce,
                        now,
                        delayMillis,
                        expiresAt,
                        windowMillis,
                        variant,
                        flags | (delayed ? JobEnvelope.OFF_LADDER | JobEnvelope.RELATIVE : 0),
                        client,
                        key.isEmpty() ? "" : "k",
                        "",
                        List.of(),
                        "");
        Arrival arrival =
                new Arrival.Submitted(
                        -1,
                        100 + random.nextInt(400),
                        "",
                        HIGH,
                        id,
                        envelope,
                        type.word,
                        lane,
                        type == Types.AVRO ? Submissions.SCHEMA : 0);
        return new Line(place, "", -1, 0, arrival, submitted.record(), Optional.of(submitted));
    }
}
