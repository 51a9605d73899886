package dev.towpath.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HopTest {
    @Test
    void eachTimeThatAJobIsPutBackCounts() {
        int once = Hop.next(0, 7);
        int twice = Hop.next(once, 8);
        assertThat(Hop.count(0)).isZero();
        assertThat(Hop.count(once)).isEqualTo(1);
        assertThat(Hop.count(twice)).isEqualTo(2);
    }

    @Test
    void theCopiesOfTwoOwnersAreNotTheSame() {
        Set<Integer> hops = new HashSet<>();
        for (long owner = 0; owner < 100_000; owner++) {
            hops.add(Hop.next(0, owner));
        }
        assertThat(hops).hasSize(100_000).allMatch(hop -> hop > 0);
    }

    @Test
    void aHopIsNeverZeroNorTheOneBeforeHoweverOftenAJobIsPutBack() {
        int hop = 0;
        for (int i = 0; i < 10_000; i++) {
            int next = Hop.next(hop, Long.MAX_VALUE);
            assertThat(next).isPositive().isNotEqualTo(hop);
            hop = next;
        }
    }
}
