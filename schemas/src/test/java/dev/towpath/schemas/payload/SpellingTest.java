package dev.towpath.schemas.payload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
    private static final List<String> WORDS =
            List.of("title", "kind", "publishedAt", "dedup_window", "id");

    @ParameterizedTest
    @CsvSource({
        "titel, title",
        "Title, title",
        "ttle, title",
        "tittle, title",
        "kinds, kind",
        "knid, kind",
        "published_at, publishedAt",
        "publishdAt, publishedAt",
        "dedupWindow, dedup_window",
        "dedup-windows, dedup_window",
        "body, ''",
        "x, ''",
        "'', ''",
        "knn, ''"
    })
    void findsTheWordThatASlipWasMeantFor(String slip, String meant) {
        assertThat(Spelling.nearest(slip, WORDS).orElse("")).isEqualTo(meant);
        assertThat(Spelling.didYouMean(slip, WORDS))
                .isEqualTo(meant.isEmpty() ? "" : "did you mean '" + meant + "'?");
    }

    @Test
    void spendsLittleOnWhatAnybodyMaySend() {
        assertThat(Spelling.nearest("t".repeat(65), List.of("t".repeat(65)))).isEmpty();
        List<String> many = new ArrayList<>(Collections.nCopies(1_000, "other"));
        many.add("title");
        assertThat(Spelling.nearest("titel", many)).isEmpty();
    }
}
