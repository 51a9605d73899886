package dev.towpath.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SummaryTest {
    @TempDir Path folder;

    @Test
    void refusedLinesAreCountedByCodeWithOneShortExampleEach() {
        Tally tally = new Tally();
        for (int i = 0; i < 1_200; i++) {
            tally.posted();
            tally.refused("TP-2001", "Kafka did not confirm the job: " + "inner words ".repeat(40));
        }
        tally.posted();
        tally.refused("TP-1005", "the payload does not fit");

        String text = new Summary(tally.numbers(), 1).text();

        assertThat(text)
                .containsPattern("refused +1,201\n")
                .containsPattern("TP-2001  1,200: Kafka did not confirm the job: inner .*…\n")
                .contains("  TP-1005  1: the payload does not fit\n")
                .contains("Some were refused: run the demo again");
        assertThat(text.lines()).allMatch(line -> line.length() < 190);
    }

    @Test
    void aRowThatWasWrittenAgainIsExplained() {
        Path file = folder.resolve("demo.sqlite");
        SortedMap<String, String> nowhere = new TreeMap<>();
        Entry entry = new Entry("api.Door", "door", "", false, false, true, nowhere);
        try (CompatStore store = CompatStore.open(file)) {
            store.upsert(entry);
            assertThat(Summary.stored(file, "towpath")).contains(", each written once. Search");
            store.upsert(entry);
        }
        assertThat(Summary.stored(file, "towpath"))
                .contains("1 of them written more than once")
                .contains("(their jobs ran again after a crash; each row is there once)");
    }
}
