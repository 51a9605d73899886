package dev.towpath.testkit.fleet;

import dev.towpath.schemas.ledger.LedgerTable;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.worker.core.Arrival;
import dev.towpath.worker.core.Event;
import dev.towpath.worker.core.QueuePartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The two consumers of one worker: what they have fetched, and where they stand in each log.
final class Reader {
    private final Fleet fleet;
    private final List<Event.Arrived> fetched = new ArrayList<>();

    Reader(Fleet fleet) {
        this.fleet = fleet;
    }

    /// The next records of a log of an open partition, at most so many.
    Optional<Event.Arrived> poll(QueuePartition place, Seat seat, boolean ofExpress, int most) {
        Seat.Reading reading = seat.reading(ofExpress);
        if (reading.paused) {
            return Optional.empty();
        }
        Log log = ofExpress ? fleet.express(place) : fleet.cluster.at(place).jobs;
        List<Arrival> arrivals = new ArrayList<>();
        for (Line line : log.read(reading.position, most)) {
            arrivals.add(seen(line, seat, log));
            reading.position = line.offset() + 1;
        }
        if (arrivals.isEmpty()) {
            return Optional.empty();
        }
        Event.Arrived arrived = new Event.Arrived(place, seat.epoch, ofExpress, arrivals);
        fetched.add(arrived);
        return Optional.of(arrived);
    }

    /// Something that was fetched before, perhaps for an assignment that is over.
    Optional<Event.Arrived> stale() {
        return fetched.isEmpty()
                ? Optional.empty()
                : Optional.of(fetched.get(fleet.random.nextInt(fetched.size())));
    }

    /// The record as this worker sees it, which without a flaw is as it is.
    private Arrival seen(Line line, Seat seat, Log log) {
        if (line.arrival() instanceof Arrival.Undecodable one
                && fleet.flawed(Flaw.UNDECODABLE_HELD)) {
            return new Arrival.Newer(one.offset(), one.bytes(), one.source(), one.reason());
        }
        if (!(line.arrival() instanceof Arrival.Submitted one)) {
            return line.arrival();
        }
        JobEnvelope envelope = one.envelope();
        long lane = fleet.flawed(Flaw.GROUP_IGNORED) ? 0 : one.lane();
        if (fleet.flawed(Flaw.HOP_IGNORED) && envelope.hop() > 0) {
            envelope = Envelopes.at(envelope, envelope.attempt(), awaited(one, seat, envelope));
        }
        if (fleet.flawed(Flaw.ATTEMPT_RESET_BY_REPLAY) && log.readBefore(line)) {
            envelope = Envelopes.at(envelope, 0, envelope.hop());
        }
        if (fleet.flawed(Flaw.DONE_RERUN_BY_REPLAY) && envelope.has(JobEnvelope.REPLAYED)) {
            envelope = Envelopes.flag(envelope, JobEnvelope.FORCED);
        }
        if (fleet.flawed(Flaw.CANCELLED_SUPPRESSES) && envelope.hop() == 0) {
            envelope = ofTheCancelled(one, seat, envelope);
        }
        return new Arrival.Submitted(
                one.offset(),
                one.bytes(),
                one.source(),
                one.high(),
                one.low(),
                envelope,
                one.type(),
                lane,
                one.schema());
    }

    /// A submission of a job that is cancelled, as if it were the one that was.
    private static JobEnvelope ofTheCancelled(
            Arrival.Submitted one, Seat seat, JobEnvelope envelope) {
        LedgerTable table = seat.table.orElseThrow();
        long slot = table.find(one.high(), one.low());
        return slot != LedgerTable.ABSENT && table.stateAt(slot) == State.CANCELLED
                ? Envelopes.nonce(envelope, table.nonceAt(slot))
                : envelope;
    }

    /// The hop that the ledger waits for.
    private static int awaited(Arrival.Submitted one, Seat seat, JobEnvelope envelope) {
        LedgerTable table = seat.table.orElseThrow();
        long slot = table.find(one.high(), one.low());
        return slot != LedgerTable.ABSENT && table.stateAt(slot) == State.WAITING
                ? table.hopAt(slot)
                : envelope.hop();
    }
}
