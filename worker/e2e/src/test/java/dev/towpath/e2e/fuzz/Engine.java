package dev.towpath.e2e.fuzz;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.ledger.LedgerTable;
import dev.towpath.schemas.ledger.MarkCodec;
import dev.towpath.schemas.ledger.Unfinished;
import dev.towpath.schemas.wire.Cancel;
import dev.towpath.schemas.wire.EnvelopeCodec;
import dev.towpath.schemas.wire.MalformedException;
import dev.towpath.schemas.wire.NewerFormatException;
import dev.towpath.worker.core.Arrival;
import dev.towpath.worker.core.Core;
import dev.towpath.worker.core.Effect;
import dev.towpath.worker.core.Event;
import dev.towpath.worker.core.Flush;
import dev.towpath.worker.core.Limits;
import dev.towpath.worker.core.RetryPolicy;
import dev.towpath.worker.core.Settlement;
import dev.towpath.worker.core.TypePolicy;
import dev.towpath.worker.core.Verdict;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The engine's core under envelopes and cancels that anybody may have written, with jobs that end
/// in every way: no invariant breaks, which would stop the worker, and whatever is to be written
/// can be.
final class Engine {
    private static final long START = 1_800_000_000_000L;
    private static final Limits LIMITS = new Limits(4, 1 << 16, 16, 1 << 16, 16, 5_000);
    private static final Map<String, TypePolicy> TYPES =
            Map.of(
                    "once", new TypePolicy("once", false, 1_000, 2),
                    "again",
                            new TypePolicy(
                                    "again",
                                    true,
                                    1_000,
                                    2,
                                    new RetryPolicy(3, 1_000, 2, 60_000, 50, 86_400_000, 3)));
    private static final String[] NAMES = {"once", "again", "unknown"};

    private final Core core = new Core(LIMITS, TYPES, Map.of(), Set.of());
    private final Queue<Effect.Start> running = new ArrayDeque<>();
    private final Queue<Effect.PutBack> leaving = new ArrayDeque<>();
    private final Chunks chunks;
    private long now = START;
    private long jobs;
    private long express;
    private @Nullable Flush flush;
    private boolean took;

    private Engine(byte[] input) {
        this.chunks = new Chunks(input);
    }

    static boolean takesAll(byte[] input) {
        Engine engine = new Engine(input);
        engine.run();
        return engine.took;
    }

    private void run() {
        step(
                new Event.Opened(
                        Records.PLACE, 1, 7, 0, 0, 0, new LedgerTable(1 << 16), new Unfinished()));
        for (int steps = 0; chunks.more() && steps < 200; steps++) {
            act(chunks.of(12));
            step(new Event.FlushReady());
        }
    }

    private void act(int choice) {
        switch (choice) {
            case 0, 1 -> submit(false);
            case 2 -> submit(true);
            case 3 -> cancel();
            case 4, 5 -> finish(Verdict.DONE);
            case 6 ->
                    finish(
                            new Verdict.Failed(
                                    ErrorCode.HANDLER_FAILED,
                                    "it broke",
                                    false,
                                    chunks.number(),
                                    "",
                                    ""));
            case 7 -> finish(new Verdict.Snoozed(chunks.number()));
            case 8 -> flushed(chunks.of(4) > 0);
            case 9 -> putBack(chunks.of(4) > 0);
            case 10 -> {
                now += chunks.one() * 100L;
                step(new Event.Ticked());
            }
            default -> finish(new Verdict.Hindered("it is out"));
        }
    }

    private void submit(boolean fromLadder) {
        int id = chunks.of(4);
        int type = chunks.of(NAMES.length);
        int lane = chunks.of(3);
        try {
            Arrival.Submitted job =
                    new Arrival.Submitted(
                            fromLadder ? express : jobs,
                            100,
                            "record",
                            id,
                            id,
                            EnvelopeCodec.decode(chunks.piece()),
                            NAMES[type],
                            lane,
                            0);
            arrive(fromLadder, job);
            took = true;
        } catch (MalformedException | NewerFormatException e) {
            // The decoder makes a dead letter of it, or holds it.
            arrive(
                    fromLadder,
                    new Arrival.Undecodable(
                            fromLadder ? express : jobs,
                            100,
                            "record",
                            ErrorCode.ENVELOPE_MALFORMED,
                            String.valueOf(e.getMessage())));
        }
    }

    private void cancel() {
        int id = chunks.of(4);
        byte[] header = chunks.piece();
        byte[] mark = chunks.piece();
        try {
            arrive(
                    true,
                    new Arrival.Cancelling(
                            express,
                            100,
                            "record",
                            id,
                            id,
                            Cancel.decode(header),
                            mark.length == 0 ? null : MarkCodec.decode(mark)));
        } catch (MalformedException | NewerFormatException e) {
            step(new Event.Ticked());
        }
    }

    private void arrive(boolean fromExpress, Arrival arrival) {
        if (fromExpress) {
            express++;
        } else {
            jobs++;
        }
        step(new Event.Arrived(Records.PLACE, 1, fromExpress, List.of(arrival)));
    }

    private void finish(Verdict verdict) {
        Effect.Start start = running.poll();
        if (start != null) {
            step(new Event.Finished(start.job(), start.run(), verdict));
        }
    }

    private void flushed(boolean committed) {
        if (flush != null) {
            Flush ended = flush;
            flush = null;
            step(new Event.FlushEnded(ended, committed));
        }
    }

    private void putBack(boolean stored) {
        Effect.PutBack effect = leaving.poll();
        if (effect != null) {
            step(new Event.PutBackEnded(effect.job(), effect.run(), stored));
        }
    }

    private void step(Event event) {
        if (event instanceof Event.FlushReady && flush != null) {
            return;
        }
        for (Effect effect : core.step(event, now)) {
            switch (effect) {
                case Effect.Start start -> running.add(start);
                case Effect.PutBack wanted -> {
                    EnvelopeCodec.decode(EnvelopeCodec.encode(wanted.envelope()));
                    leaving.add(wanted);
                }
                case Effect.Commit commit -> {
                    commit.flush().settlements().forEach(Engine::written);
                    flush = commit.flush();
                }
                default -> {}
            }
        }
    }

    private static void written(Settlement settlement) {
        switch (settlement) {
            case Settlement.Settled settled -> MarkCodec.decode(MarkCodec.encode(settled.mark()));
            case Settlement.Noted noted -> MarkCodec.decode(MarkCodec.encode(noted.mark()));
            case Settlement.Asked asked -> MarkCodec.decode(MarkCodec.encode(asked.mark()));
            case Settlement.Withdrawn gone -> MarkCodec.decode(MarkCodec.encode(gone.mark()));
            case Settlement.Rejected _ -> {}
        }
    }
}
