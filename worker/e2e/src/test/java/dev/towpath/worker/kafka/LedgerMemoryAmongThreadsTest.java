package dev.towpath.worker.kafka;

import dev.towpath.e2e.threads.Linearizable;
import dev.towpath.worker.core.QueuePartition;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// One thread flushes some partitions while another opens one: each partition's ledger is the one
/// that its own thread said, and no further than it said.
@Param(name = "offset", gen = IntGen.class, conf = "0:5")
public class LedgerMemoryAmongThreadsTest {
    private static final QueuePartition OPEN = new QueuePartition("default", 0);
    private static final QueuePartition OPENING = new QueuePartition("default", 1);

    private final LedgerMemory memory = new LedgerMemory();

    @Operation(nonParallelGroup = "flusher")
    public boolean wrote(@Param(name = "offset") int offset) {
        return memory.wrote(OPEN, offset);
    }

    @Operation(nonParallelGroup = "flusher")
    public String stamp() {
        return memory.stamp(OPEN);
    }

    @Operation(nonParallelGroup = "opener")
    public String open(@Param(name = "offset") int end) {
        memory.is(OPENING, "topic");
        memory.check(OPENING, "1;topic;0", end);
        return memory.stamp(OPENING);
    }

    @Test
    void partitionsDoNotTouchEachOther() {
        Linearizable.briefly(LedgerMemoryAmongThreadsTest.class);
    }

    @Test
    @Tag("full")
    void partitionsDoNotTouchEachOtherInAnyOrderOfManyMore() {
        Linearizable.thoroughly(LedgerMemoryAmongThreadsTest.class);
    }
}
