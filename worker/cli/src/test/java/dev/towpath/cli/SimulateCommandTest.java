package dev.towpath.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SimulateCommandTest {
    @Test
    void itTellsHowManySeedsKeptEveryGuarantee() {
        Ran ran = Ran.towpath("simulate", "--seeds", "3", "--seed", "1");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.status()).isZero();
        assertThat(ran.out())
                .startsWith("Seeds from 1 on, on ")
                .containsPattern("\\[={30}] 100 %  3 seeds, [\\d.]+/s, [\\d,]+ jobs, 0 broken")
                .endsWith("Every guarantee was kept.\n");
    }

    @Test
    void aNumberOfSeedsBelowOneIsRefused() {
        Ran ran = Ran.towpath("simulate", "--seeds", "0");
        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err())
                .startsWith(
                        "TP-5011 Invalid value for option '--seeds': expected 1 or more, got 0.");
    }
}
