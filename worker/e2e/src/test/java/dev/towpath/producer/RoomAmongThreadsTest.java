package dev.towpath.producer;

import dev.towpath.e2e.threads.Linearizable;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Jobs of many threads find room as long as there is some, and never more than there is.
@Param(name = "size", gen = IntGen.class, conf = "1:9")
public class RoomAmongThreadsTest {
    private final Room room = new Room(4, 14);
    private int before = 2;

    public RoomAmongThreadsTest() {
        room.take(2);
        room.take(2);
    }

    @Operation
    public boolean take(@Param(name = "size") int size) {
        return room.take(size);
    }

    /// What was there before is decided.
    @Operation(nonParallelGroup = "giver")
    public boolean give() {
        if (before == 0) {
            return false;
        }
        before--;
        room.give(2);
        return true;
    }

    @Operation
    public int jobs() {
        return room.jobs();
    }

    @Test
    void whoIsRefusedFoundNoRoom() {
        Linearizable.briefly(RoomAmongThreadsTest.class);
    }

    @Test
    @Tag("full")
    void whoIsRefusedFoundNoRoomInAnyOrderOfManyMore() {
        Linearizable.thoroughly(RoomAmongThreadsTest.class);
    }
}
