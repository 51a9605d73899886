package dev.towpath.schemas.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorCodeTest {
    private static final ErrorCode[] CODES = ErrorCode.values();

    @Test
    void eachHasACodeAndATitleOfItsOwnAndTheyAreInOrder() {
        assertThat(Arrays.stream(CODES).map(ErrorCode::code)).doesNotHaveDuplicates().isSorted();
        assertThat(Arrays.stream(CODES).map(ErrorCode::title)).doesNotHaveDuplicates();
        assertThat(Arrays.stream(CODES).map(ErrorCode::code)).allMatch(c -> c.matches("TP-\\d{4}"));
    }

    /// A code that is missing here needs a row in docs/errors.md: its code, its title, whether a
    /// retry is safe, and what to do.
    @Test
    void docsErrorsListsEachWithItsTitleWhetherARetryIsSafeAndWhatToDo() throws IOException {
        Path root = Path.of(System.getProperty("towpath.root"));
        List<String> rows =
                Files.readString(root.resolve("docs/errors.md"))
                        .lines()
                        .filter(line -> line.startsWith("| TP-"))
                        .toList();

        assertThat(rows).allMatch(row -> row.matches("(\\| [^|]+ ){4}\\|"), "has four full cells");
        assertThat(rows.stream().map(ErrorCodeTest::withoutAdvice))
                .containsExactlyElementsOf(
                        Arrays.stream(CODES)
                                .map(
                                        code ->
                                                String.join(
                                                        " | ",
                                                        code.code(),
                                                        code.title(),
                                                        code.retryable() ? "yes" : "no"))
                                .toList());
    }

    private static String withoutAdvice(String row) {
        String[] cells = row.split(" \\| ", -1);
        return String.join(" | ", cells[0].substring(2), cells[1], cells[2]);
    }

    @Test
    void anExceptionReadsAsCodeAndMessage() {
        TowpathException e = new TowpathException(ErrorCode.NOT_JSON, "the body ends too early");

        assertThat(e.line()).isEqualTo("TP-1001 the body ends too early");
        assertThat(e.code()).isEqualTo(ErrorCode.NOT_JSON);
    }
}
