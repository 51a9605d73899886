package dev.towpath.testkit.fleet;

import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.testkit.Event;
import dev.towpath.worker.core.Arrival;
import dev.towpath.worker.core.QueuePartition;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// A job that is about to be submitted.
final class Draft {
    final QueuePartition place;
    final Types type;
    final long id;
    final long now;
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

    Line line(Random random) {
        long nonce = random.nextLong();
        String job = place + "_" + Long.toHexString(id);
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
                        "c",
                        key.isEmpty() ? "" : "k",
                        "",
                        List.of(),
                        "");
        Arrival arrival =
                new Arrival.Submitted(
                        -1,
                        100 + random.nextInt(400),
                        "",
                        7,
                        id,
                        envelope,
                        type.word,
                        lane,
                        type == Types.AVRO ? Submissions.SCHEMA : 0);
        return new Line(place, "", -1, 0, arrival, submitted.record(), Optional.of(submitted));
    }
}
