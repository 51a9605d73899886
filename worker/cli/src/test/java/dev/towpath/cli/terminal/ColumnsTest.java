package dev.towpath.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ColumnsTest {
    @Test
    void cellsStandUnderEachOtherAndTheLastOneMayBeLong() {
        String text =
                new Columns("  ")
                        .row("gateway", "8780", "a long remark")
                        .row("db", "18780", "x")
                        .row("only")
                        .text();
        assertThat(text)
                .isEqualTo(
                        """
                          gateway  8780   a long remark
                          db       18780  x
                          only
                        """);
    }
}
