package dev.towpath.e2e.evidence;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.MarkCodec;
import dev.towpath.schemas.ledger.State;
import dev.towpath.testkit.Event;
import dev.towpath.testkit.MarkOfJob;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads the ledger of one partition: its owners one after the other, and what each marked.
final class Ledger {
    private final String partition;
    private final Transactions transactions;
    private final Workers workers;
    private final List<Tenure> tenures = new ArrayList<>();
    private final List<Sighting> openings = new ArrayList<>();
    private final List<String> lateWrites = new ArrayList<>();
    private @Nullable Tenure owner;

    Ledger(String partition, Transactions transactions, Workers workers) {
        this.partition = partition;
        this.transactions = transactions;
        this.workers = workers;
    }

    List<Tenure> tenures() {
        return tenures;
    }

    /// Each owner's opening, at the beginning of the millisecond in which its mark came: what the
    /// owner did came after.
    List<Sighting> openings() {
        return openings;
    }

    /// What an owner wrote after the next one had come: there must be nothing.
    List<String> lateWrites() {
        return lateWrites;
    }

    void read(List<Entry> entries) {
        for (Entry entry : entries) {
            Mark mark = MarkCodec.decode(Objects.requireNonNull(entry.value()));
            if (mark.state() == State.OPENED) {
                opened(entry, mark);
                continue;
            }
            Tenure by = owner;
            if (by == null || by.producerId != entry.writer().producerId()) {
                lateWrites.add(
                        mark.state()
                                + " at "
                                + partition
                                + "@"
                                + entry.offset()
                                + " of the ledger is of producer "
                                + entry.writer().producerId()
                                + (by == null
                                        ? ", before anybody opened it"
                                        : ", but " + by.worker + " owned it, " + by.producerId));
            }
            if (mark.state() == State.CLOSED) {
                if (by != null) {
                    by.closed = true;
                }
            } else {
                marked(entry, mark);
            }
        }
    }

    private void opened(Entry entry, Mark mark) {
        long micros = entry.millis() * 1_000;
        if (owner != null) {
            owner.endedAt = micros;
        }
        String worker = workers.worker(partition, entry.offset(), mark.type());
        owner = new Tenure(partition, entry.offset(), worker, entry.writer().producerId());
        tenures.add(owner);
        openings.add(new Sighting(micros, new Event.Opened(partition, entry.offset(), worker)));
    }

    private void marked(Entry entry, Mark mark) {
        String key = new String(Objects.requireNonNull(entry.key()), StandardCharsets.ISO_8859_1);
        String job = partition + "_" + key.substring(0, JobId.TAIL_LENGTH);
        Tenure by = owner;
        if (by != null && mark.state().isEnd() && mark.state() != State.CONFLICT) {
            by.settle(job, mark.generation(), Integer.MAX_VALUE);
        } else if (by != null && mark.state() == State.WAITING) {
            by.settle(job, mark.generation(), mark.attempt());
        }
        MarkOfJob marked =
                new MarkOfJob(
                        job,
                        mark,
                        HexFormat.of().toHexDigits(mark.nonce()),
                        partition,
                        by == null ? -1 : by.ownerEpoch);
        transactions.of(entry).mark(entry, marked.event());
    }
}
