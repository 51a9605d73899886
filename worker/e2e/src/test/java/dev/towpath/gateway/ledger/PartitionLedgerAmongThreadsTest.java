package dev.towpath.gateway.ledger;

import dev.towpath.e2e.threads.Linearizable;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.MarkCodec;
import dev.towpath.schemas.ledger.State;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jetbrains.lincheck.datastructures.BooleanGen;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Requests look jobs up while the reader goes on: they see what is whole, and never less than
/// before.
@Param(name = "job", gen = IntGen.class, conf = "1:2")
public class PartitionLedgerAmongThreadsTest {
    private final PartitionLedger ledger =
            new PartitionLedger(
                    "ledger-0",
                    1 << 20,
                    InstantSource.fixed(Instant.parse("2026-11-25T12:00:00Z")));
    private long next;

    /// For the reader's thread alone.
    @Operation(nonParallelGroup = "reader")
    public void take(@Param(name = "job") int job, @Param(gen = BooleanGen.class) boolean done) {
        Mark mark =
                new Mark(
                        done ? State.DONE : State.DEAD,
                        0,
                        1,
                        0,
                        4,
                        0,
                        5,
                        done ? 6 : 7,
                        8,
                        9,
                        10,
                        1_000,
                        0,
                        "site",
                        "",
                        "",
                        "t");
        byte[] key = JobId.tailBytes(job, job);
        ledger.position(next + 1);
        ledger.take(
                List.of(new ConsumerRecord<>("ledger", 0, next++, key, MarkCodec.encode(mark))));
    }

    @Operation
    public String find(@Param(name = "job") int job) {
        return ledger.find(new JobId("default", 0, job, job))
                .map(known -> known.state() + " " + known.checksum())
                .orElse("");
    }

    @Operation
    public long size() {
        return ledger.size();
    }

    @Test
    @Tag("full")
    void whatIsReadIsFoundWhole() {
        Linearizable.briefly(PartitionLedgerAmongThreadsTest.class);
    }
}
