package dev.towpath.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ExcerptTest {
    @Test
    void holdsAThousandDifferentSoundEntriesFromEverywhere() {
        List<Entry> entries = read();
        assertThat(entries).hasSize(1000);
        assertThat(entries).extracting(Entry::id).doesNotHaveDuplicates();
        assertThat(entries).allMatch(Entry::isSound);
        assertThat(entries.stream().map(e -> e.id().split("\\.", 2)[0]).distinct())
                .contains("api", "css", "html", "http", "javascript", "svg", "webextensions");
    }

    @Test
    void aFewEntriesAreSpoiledAndAlwaysTheSameOnes() {
        List<String> spoiled = spoiled();
        assertThat(spoiled).hasSizeBetween(2, 10).isEqualTo(spoiled());
    }

    @Test
    void aDedupKeyStandsForTheEntryAndItsContent() {
        Entry entry = read().getFirst();
        Entry changed =
                new Entry(
                        entry.id(),
                        entry.title() + "!",
                        entry.url(),
                        entry.deprecated(),
                        entry.experimental(),
                        entry.standard(),
                        entry.support());
        assertThat(Entry.read(entry.json()).dedupKey()).isEqualTo(entry.dedupKey());
        assertThat(changed.dedupKey()).startsWith(entry.id() + ":").isNotEqualTo(entry.dedupKey());
        assertThat(read()).extracting(Entry::dedupKey).doesNotHaveDuplicates();
    }

    private static List<Entry> read() {
        List<Entry> entries = new ArrayList<>();
        Excerpt.read(entries::add);
        return entries;
    }

    private static List<String> spoiled() {
        return read().stream()
                .map(Entry::orSpoiled)
                .filter(entry -> !entry.isSound())
                .map(Entry::id)
                .toList();
    }
}
