package dev.towpath.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ParagraphTest {
    @Test
    void breaksAtWordsAfterAtMost96Characters() {
        String wrapped = Paragraph.wrap("word ".repeat(40).strip());
        assertThat(wrapped.lines()).allSatisfy(line -> assertThat(line.length()).isBetween(1, 96));
        assertThat(wrapped.replace('\n', ' ')).isEqualTo("word ".repeat(40).strip());
    }

    @Test
    void leavesIndentedLinesAndLongWordsWhole() {
        String url = "https://" + "x".repeat(200);
        assertThat(Paragraph.wrap("see " + url + "\n  quoted " + url))
                .isEqualTo("see\n" + url + "\n  quoted " + url);
    }
}
