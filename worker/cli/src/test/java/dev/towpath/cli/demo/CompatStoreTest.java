package dev.towpath.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompatStoreTest {
    @TempDir Path folder;

    @Test
    void findsEntriesByTheBeginningsOfTheirWords() {
        try (CompatStore store = open()) {
            store.upsert(entry("api.AbortController.abort", "abort() method"));
            store.upsert(entry("css.properties.color", "Color of text"));
            assertThat(found(store, "abort")).containsExactly("api.AbortController.abort");
            assertThat(found(store, "text col")).containsExactly("css.properties.color");
            assertThat(found(store, "abortcontr")).containsExactly("api.AbortController.abort");
            assertThat(found(store, "no-such \"thing")).isEmpty();
        }
    }

    @Test
    void anEntryThatIsWrittenAgainIsFoundByItsNewTitleOnlyAndIsCounted() {
        try (CompatStore store = open()) {
            store.upsert(entry("api.Door", "old"));
            assertThat(store.count()).isEqualTo(new CompatStore.Count(1, 0));
            store.upsert(entry("api.Door", "new"));
            assertThat(store.count()).isEqualTo(new CompatStore.Count(1, 1));
            assertThat(found(store, "old")).isEmpty();
            assertThat(found(store, "new")).containsExactly("api.Door");
        }
    }

    @Test
    void manyThreadsAndASecondReaderDoNotDisturbEachOther() throws Exception {
        try (CompatStore store = open();
                CompatStore reader = open();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> writes = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                Entry entry = entry("api.Door" + i, "door");
                writes.add(threads.submit(() -> store.upsert(entry)));
                reader.count();
            }
            for (Future<?> write : writes) {
                write.get();
            }
            assertThat(reader.count()).isEqualTo(new CompatStore.Count(500, 0));
        }
    }

    @Test
    void whatWasWrittenIsThereWhenTheFileIsOpenedAgain() {
        try (CompatStore store = open()) {
            store.upsert(entry("api.Door", "door"));
        }
        try (CompatStore store = open()) {
            assertThat(found(store, "door")).containsExactly("api.Door");
        }
    }

    private CompatStore open() {
        return CompatStore.open(folder.resolve("demo.sqlite"));
    }

    private static List<String> found(CompatStore store, String words) {
        return store.search(words, 10).stream().map(CompatStore.Found::id).toList();
    }

    private static Entry entry(String id, String title) {
        return new Entry(id, title, "", false, false, true, new TreeMap<>(Map.of("chrome", "1")));
    }
}
