package dev.towpath.testkit.fleet;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.testkit.Event;
import dev.towpath.worker.core.Arrival;
import dev.towpath.worker.core.QueuePartition;
import java.util.Optional;

/// A record of a log, or on its way to one: what the engine decodes of it, and what was submitted,
/// if it was.
///
/// @param log the name of the log, empty on its way
/// @param offset -1 on its way
/// @param appendedAt by the cluster's clock, 0 on its way
/// @param decoded with any offset and source
record Line(
        QueuePartition place,
        String log,
        long offset,
        long appendedAt,
        Arrival decoded,
        String record,
        Optional<Event.Submitted> submitted) {
    /// A record that is no job.
    static Line strange(QueuePartition place, Arrival decoded, String record) {
        return new Line(place, "", -1, 0, decoded, record, Optional.empty());
    }

    Event.Submitted job() {
        return submitted.orElseThrow();
    }

    JobEnvelope envelope() {
        if (decoded instanceof Arrival.Submitted arrival) {
            return arrival.envelope();
        }
        throw new AssertionError("no job: " + this);
    }

    /// The ledger key of its job.
    String idTail() {
        if (decoded instanceof Arrival.Submitted arrival) {
            return new JobId("q", 0, arrival.high(), arrival.low()).tail();
        }
        throw new AssertionError("no job: " + this);
    }

    Line at(String name, long at, long time) {
        return new Line(place, name, at, time, decoded, record, submitted);
    }

    /// The same job in another envelope: with that its record is another one, byte for byte.
    Line with(JobEnvelope envelope) {
        if (!(decoded instanceof Arrival.Submitted one)) {
            throw new AssertionError("no job: " + this);
        }
        Arrival changed =
                new Arrival.Submitted(
                        -1,
                        one.bytes(),
                        "",
                        one.high(),
                        one.low(),
                        envelope,
                        one.type(),
                        one.lane(),
                        one.schema());
        String bytes = job().record() + " hop " + envelope.hop() + " due " + envelope.dueAt();
        return new Line(place, log, offset, appendedAt, changed, bytes, submitted);
    }

    /// What the engine gets, with this line as its source.
    Arrival arrival() {
        return switch (decoded) {
            case Arrival.Submitted one ->
                    new Arrival.Submitted(
                            offset,
                            one.bytes(),
                            this,
                            one.high(),
                            one.low(),
                            one.envelope(),
                            one.type(),
                            one.lane(),
                            one.schema());
            case Arrival.Cancelling one ->
                    new Arrival.Cancelling(
                            offset,
                            one.bytes(),
                            this,
                            one.high(),
                            one.low(),
                            one.cancel(),
                            one.waiting());
            case Arrival.Undecodable one ->
                    new Arrival.Undecodable(offset, one.bytes(), this, one.code(), one.reason());
            case Arrival.Newer one -> new Arrival.Newer(offset, one.bytes(), this, one.reason());
        };
    }

    /// The line that an arrival came from.
    static Line of(Arrival arrival) {
        return (Line) arrival.source();
    }
}
