package dev.towpath.testkit.fleet;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.Cancels;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.State;
import dev.towpath.worker.core.Flush;
import dev.towpath.worker.core.QueuePartition;
import dev.towpath.worker.core.Settlement;
import dev.towpath.worker.core.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The flusher of one worker: one transaction a batch, in three steps with anything between them.
final class Flushes {
    private final String worker;
    private final Fleet fleet;
    private final Cluster cluster;
    private final Handlers handlers;
    private @Nullable Batch underWay;
    private int deaf;
    private final Map<QueuePartition, Offsets> sentBefore = new HashMap<>();

    private record Offsets(long jobs, long express) {}

    /// What was handed over at one moment.
    ///
    /// @param openings partitions to be opened
    /// @param closings partitions that are left cleanly
    record Batch(
            Optional<Flush> flush,
            Map<QueuePartition, Seat> openings,
            Map<QueuePartition, Seat> closings,
            String member,
            int memberEpoch,
            Transaction transaction) {}

    /// What became of it.
    record Ended(Batch batch, boolean committed, Map<QueuePartition, Long> ownerEpochs) {}

    Flushes(String worker, Fleet fleet, Handlers handlers) {
        this.worker = worker;
        this.fleet = fleet;
        this.cluster = fleet.cluster;
        this.handlers = handlers;
    }

    boolean idle() {
        return underWay == null;
    }

    /// So many steps get no answer.
    void hearNothing(int steps) {
        deaf = steps;
    }

    /// Kafka ends the transaction under way.
    void timeOut() {
        if (underWay != null) {
            cluster.abort(underWay.transaction);
        }
    }

    void handOver(
            Optional<Flush> flush,
            Map<QueuePartition, Seat> openings,
            Map<QueuePartition, Seat> closings,
            String member,
            int memberEpoch) {
        underWay =
                new Batch(
                        flush,
                        new LinkedHashMap<>(openings),
                        new LinkedHashMap<>(closings),
                        member,
                        memberEpoch,
                        cluster.begin(member, fleet.now));
    }

    /// Takes the next step of the transaction under way.
    ///
    /// @return its end, once it has come
    Optional<Ended> step() {
        Batch batch = underWay;
        if (batch == null) {
            return Optional.empty();
        }
        if (deaf > 0) {
            deaf--;
            return Optional.empty();
        }
        Transaction transaction = batch.transaction;
        if (!transaction.open()) {
            return ended(batch, false);
        }
        if (!transaction.written) {
            write(batch);
            return Optional.empty();
        }
        if (!transaction.offsetsSent) {
            return sendOffsets(batch) ? Optional.empty() : ended(batch, false);
        }
        boolean committed = cluster.commit(transaction);
        if (committed) {
            for (Cluster.Written mark : transaction.marks) {
                Mark of = mark.mark();
                if (of.state().isEnd() && of.state() != State.CONFLICT
                        || of.state() == State.WAITING) {
                    handlers.atStake(mark.place())
                            .remove(Handlers.stake(mark.job(), of.generation(), of.attempt()));
                }
            }
        }
        // Now and then nobody hears of it: then it is told as not committed.
        boolean heard = fleet.random.nextInt(20) > 0;
        return ended(batch, committed && heard);
    }

    private Optional<Ended> ended(Batch batch, boolean committed) {
        underWay = null;
        cluster.abort(batch.transaction);
        Map<QueuePartition, Long> epochs = new HashMap<>();
        for (Cluster.Written written : batch.transaction.marks) {
            if (written.mark().state() == State.OPENED) {
                epochs.put(
                        written.place(),
                        fleet.flawed(Flaw.OWNERS_LOOK_ALIKE) ? 1 : written.offset());
            }
        }
        boolean told = committed || fleet.flawed(Flaw.FLUSH_FAILURE_IGNORED);
        return Optional.of(new Ended(batch, told, epochs));
    }

    private void write(Batch batch) {
        batch.transaction.written = true;
        batch.flush.ifPresent(
                flush -> flush.settlements().forEach(one -> write(batch.transaction, one)));
        batch.openings.forEach(
                (place, seat) -> owner(batch, place, State.OPENED, seat.jobs.frontier));
        batch.closings.forEach(
                (place, seat) -> owner(batch, place, State.CLOSED, seat.jobs.flushed));
    }

    private void owner(Batch batch, QueuePartition place, State state, long frontier) {
        Mark mark = Mark.owner(state, frontier, fleet.now, worker);
        cluster.append(batch.transaction, place, Mark.OWNER_KEY, mark, "", "", worker, fleet.now);
    }

    private void write(Transaction transaction, Settlement settlement) {
        switch (settlement) {
            case Settlement.Noted noted ->
                    mark(transaction, Line.of(noted.job().arrival()), noted.mark());
            case Settlement.Settled settled -> {
                Line line = Line.of(settled.arrival());
                mark(transaction, line, settled.mark());
                if (settled.failure() instanceof Verdict.Failed failed
                        && settled.mark().state() == State.DEAD) {
                    letter(
                            transaction,
                            line,
                            line.job().job(),
                            settled.mark().generation(),
                            failed.code().code());
                }
            }
            case Settlement.Asked asked ->
                    mark(
                            transaction,
                            asked.place(),
                            asked.low(),
                            new String(
                                    Cancels.ledgerKey(
                                            JobId.tailBytes(asked.high(), asked.low()),
                                            asked.mark().client()),
                                    StandardCharsets.ISO_8859_1),
                            asked.mark());
            case Settlement.Withdrawn withdrawn ->
                    mark(
                            transaction,
                            withdrawn.place(),
                            withdrawn.low(),
                            Draft.idTail(withdrawn.low()),
                            withdrawn.mark());
            case Settlement.Rejected rejected ->
                    letter(
                            transaction,
                            Line.of(rejected.arrival()),
                            "",
                            0,
                            rejected.arrival().code().code());
        }
    }

    private void mark(
            Transaction transaction, QueuePartition place, long id, String key, Mark mark) {
        cluster.append(
                transaction,
                place,
                key,
                mark,
                Draft.name(place, id),
                Long.toHexString(mark.nonce()),
                worker,
                fleet.now);
    }

    private void letter(
            Transaction transaction, Line line, String job, int generation, String code) {
        String record = fleet.flawed(Flaw.DEAD_LETTER_CUT) ? "payload alone" : line.record();
        Cluster.Letter letter = new Cluster.Letter(line, job, generation, record, code);
        if (fleet.flawed(Flaw.DEAD_LETTER_NOT_AWAITED)) {
            if (fleet.random.nextInt(10) > 0) {
                cluster.show(letter);
            }
            return;
        }
        transaction.letters.add(letter);
    }

    private void mark(Transaction transaction, Line line, Mark mark) {
        boolean conflict = mark.state() == State.CONFLICT;
        boolean withoutHop = mark.state() == State.WAITING && fleet.flawed(Flaw.COPY_WITHOUT_HOP);
        cluster.append(
                transaction,
                line.place(),
                line.idTail() + (conflict ? "~" + HexFormat.of().toHexDigits(mark.nonce()) : ""),
                withoutHop ? Marks.at(mark, mark.generation(), mark.hop() - 1) : mark,
                line.job().job(),
                line.job().submission(),
                worker,
                fleet.now);
    }

    /// Sends the offsets of every partition that has a mark in it or whose frontier moved.
    ///
    /// @return whether the group took them
    private boolean sendOffsets(Batch batch) {
        Map<QueuePartition, Offsets> all = new LinkedHashMap<>();
        batch.openings.forEach(
                (place, seat) ->
                        all.put(place, new Offsets(seat.jobs.frontier, seat.express.frontier)));
        batch.closings.forEach(
                (place, seat) ->
                        all.put(place, new Offsets(seat.jobs.flushed, seat.express.flushed)));
        batch.flush.ifPresent(
                flush ->
                        flush.frontiers()
                                .forEach(
                                        at ->
                                                all.put(
                                                        at.place(),
                                                        new Offsets(at.offset(), at.express()))));
        Map<Log, Long> offsets = new LinkedHashMap<>();
        all.forEach(
                (place, at) -> {
                    Offsets before = sentBefore.put(place, at);
                    boolean moved = before == null || before.jobs != at.jobs;
                    if (moved
                            || batch.openings.containsKey(place)
                            || batch.closings.containsKey(place)
                            || !fleet.flawed(Flaw.MARK_WITHOUT_ITS_OFFSET)) {
                        offsets.put(
                                cluster.at(place).jobs,
                                fleet.flawed(Flaw.COMMIT_HIGHEST)
                                        ? Math.max(at.jobs, fleet.read(place, false))
                                        : at.jobs);
                        offsets.put(
                                fleet.express(place),
                                fleet.flawed(Flaw.EXPRESS_COMMIT_HIGHEST)
                                        ? Math.max(at.express, fleet.read(place, true))
                                        : at.express);
                    }
                });
        int epoch =
                fleet.flawed(Flaw.METADATA_AT_FLUSH_TIME)
                        ? fleet.group.epoch(batch.member)
                        : batch.memberEpoch;
        if (!offsets.isEmpty() && !fleet.group.takesOffsets(batch.member, epoch, all.keySet())) {
            return false;
        }
        if (fleet.flawed(Flaw.EXPRESS_OFFSET_BESIDE)) {
            for (QueuePartition place : all.keySet()) {
                Log express = fleet.express(place);
                Long offset = offsets.remove(express);
                if (offset != null) {
                    cluster.commit(express, offset);
                }
            }
        }
        batch.transaction.offsets.putAll(offsets);
        batch.transaction.offsetsSent = true;
        return true;
    }
}
