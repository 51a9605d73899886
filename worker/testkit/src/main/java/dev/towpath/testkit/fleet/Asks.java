package dev.towpath.testkit.fleet;

import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.wire.Cancel;
import dev.towpath.testkit.Event;
import dev.towpath.testkit.Event.Answer;
import dev.towpath.worker.core.Arrival;
import dev.towpath.worker.core.QueuePartition;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Gateways that are asked to call jobs off: jobs that nobody has read yet, that wait, run, climb
/// the ladder or have ended, that do not exist, and jobs of another client. A gateway looks where
/// the jobs end and what its clock shows, and at what it has read of the ledger, which may be old;
/// some time later its record is stored, or lost; and now and then the job is submitted anew then.
final class Asks {
    private static final long HOUR = 3_600_000;

    private final Fleet fleet;
    private final RandomGenerator random;
    private final Submissions submissions;
    private final List<Ask> underWay = new ArrayList<>();

    private record Ask(
            QueuePartition place, long id, String owner, Cancel cancel, @Nullable Mark waiting) {}

    Asks(Fleet fleet, Submissions submissions) {
        this.fleet = fleet;
        this.random = fleet.random;
        this.submissions = submissions;
    }

    boolean idle() {
        return underWay.isEmpty();
    }

    /// A client asks.
    void one() {
        int dice = random.nextInt(100);
        if (dice < 5) {
            QueuePartition place = submissions.place();
            ask(place, submissions.unissued(), "c", "c");
        } else if (dice < 30) {
            fleet.ladder.any().ifPresent(this::ask);
        } else {
            submissions
                    .recent(dice < 65 ? 15 : dice < 90 ? 100 : Integer.MAX_VALUE)
                    .ifPresent(this::ask);
        }
    }

    private void ask(Line line) {
        if (line.decoded() instanceof Arrival.Submitted job) {
            String owner = job.envelope().client();
            String asker = random.nextInt(8) > 0 ? owner : Submissions.otherClient(owner);
            ask(line.place(), job.low(), owner, asker);
        }
    }

    private void ask(QueuePartition place, long id, String owner, String asker) {
        long skew = List.of(0L, 0L, HOUR, -HOUR).get(random.nextInt(4));
        Cancel cancel = new Cancel(asker, fleet.now + skew, fleet.cluster.at(place).jobs.end);
        underWay.add(new Ask(place, id, owner, cancel, seen(place, id, asker)));
    }

    /// The job's mark when a gateway takes it for one that waits.
    private @Nullable Mark seen(QueuePartition place, long id, String asker) {
        List<Cluster.Written> ledger = fleet.cluster.at(place).ledger;
        int read = random.nextInt(3) > 0 ? ledger.size() : random.nextInt(ledger.size() + 1);
        String key = Draft.idTail(id);
        for (int at = read - 1; at >= 0; at--) {
            Cluster.Written written = ledger.get(at);
            if (written.committed() && written.key().equals(key)) {
                Mark mark = written.mark();
                return mark.state() == State.WAITING && mark.client().equals(asker) ? mark : null;
            }
        }
        return null;
    }

    /// One of the records is stored, or lost.
    void goOn() {
        if (!underWay.isEmpty()) {
            store(underWay.remove(random.nextInt(underWay.size())));
        }
    }

    void allGoOn() {
        while (!underWay.isEmpty()) {
            goOn();
        }
    }

    private void store(Ask ask) {
        int fate = random.nextInt(20);
        if (fate == 0) {
            asked(ask, Answer.UNKNOWN, -1);
            return;
        }
        Cancel wrong = new Cancel(ask.owner, ask.cancel.askedAt(), ask.cancel.jobsEnd());
        Arrival.Cancelling record =
                new Arrival.Cancelling(
                        -1,
                        60,
                        "",
                        Draft.HIGH,
                        ask.id,
                        fleet.flawed(Flaw.CANCEL_OF_ANY_CLIENT) ? wrong : ask.cancel,
                        ask.waiting);
        int gap = random.nextInt(15) == 0 ? 1 + random.nextInt(3) : 0;
        Line placed =
                fleet.cluster
                        .at(ask.place)
                        .express
                        .append(Line.strange(ask.place, record, "a cancel"), gap, fleet.now);
        asked(ask, fate == 1 ? Answer.UNKNOWN : Answer.ACCEPTED, placed.offset());
        if (random.nextInt(3) == 0) {
            submissions.again(Draft.name(ask.place, ask.id));
        }
    }

    private void asked(Ask ask, Answer answer, long offset) {
        fleet.history.add(
                new Event.CancelAsked(
                        answer,
                        Draft.name(ask.place, ask.id),
                        ask.cancel.client(),
                        ask.cancel.askedAt(),
                        ask.cancel.jobsEnd(),
                        ask.waiting == null ? "" : Long.toHexString(ask.waiting.nonce()),
                        fleet.cluster.at(ask.place).express.name,
                        offset));
    }
}
