package dev.towpath.gateway.intake;

import dev.towpath.e2e.threads.Linearizable;
import dev.towpath.schemas.id.JobId;
import java.time.Instant;
import java.time.InstantSource;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A key that one request put on Kafka is known to the next, with the payload stored last.
@Param(name = "key", gen = IntGen.class, conf = "1:2")
public class RecentKeysAmongThreadsTest {
    private final RecentKeys keys =
            new RecentKeys(InstantSource.fixed(Instant.parse("2026-11-25T12:00:00Z")));

    @Operation
    public void stored(
            @Param(name = "key") int key, @Param(gen = IntGen.class, conf = "1:3") int checksum) {
        keys.stored(new JobId("default", 0, key, key), checksum, 1_000);
    }

    @Operation
    public long checksum(@Param(name = "key") int key) {
        return keys.checksum(new JobId("default", 0, key, key)).orElse(-1);
    }

    @Test
    void whatIsStoredIsKnown() {
        Linearizable.briefly(RecentKeysAmongThreadsTest.class);
    }

    @Test
    @Tag("full")
    void whatIsStoredIsKnownInAnyOrderOfManyMore() {
        Linearizable.thoroughly(RecentKeysAmongThreadsTest.class);
    }
}
