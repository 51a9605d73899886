package dev.towpath.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SignaturesTest {
    private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);
    private static final long TIMESTAMP = 1_795_309_200L;

    private final Signatures both = new Signatures(List.of(Site.SECRET, Site.OTHER));

    @Test
    void thereIsOneSignatureForEachSecretAndEachIsRight() {
        String[] signatures = both.of("id", TIMESTAMP, BODY).split(" ", -1);

        assertThat(signatures).hasSize(2).doesNotHaveDuplicates();
        for (String signature : signatures) {
            assertThat(both.isRight(signature, "id", TIMESTAMP, BODY)).isTrue();
        }
        assertThat(
                        new Signatures(List.of(Site.SECRET))
                                .isRight(signatures[0], "id", TIMESTAMP, BODY))
                .isTrue();
        assertThat(
                        new Signatures(List.of(Site.SECRET))
                                .isRight(signatures[1], "id", TIMESTAMP, BODY))
                .isFalse();
    }

    @Test
    void idTimestampAndBodyAreAllSigned() {
        String right = new Signatures(List.of(Site.SECRET)).of("id", TIMESTAMP, BODY);

        assertThat(both.isRight(right, "id", TIMESTAMP, BODY)).isTrue();
        assertThat(both.isRight(right, "ie", TIMESTAMP, BODY)).isFalse();
        assertThat(both.isRight(right, "id", TIMESTAMP + 1, BODY)).isFalse();
        assertThat(both.isRight(right, "id", TIMESTAMP, new byte[] {'{', ' '})).isFalse();
    }

    @Test
    void anotherVersionAnotherAlphabetOrACutOneIsWrong() {
        String right = new Signatures(List.of(Site.SECRET)).of("id", TIMESTAMP, BODY);

        for (String wrong :
                List.of(
                        "",
                        "v1,",
                        "v1a" + right.substring(2),
                        "v2" + right.substring(2),
                        right.substring("v1,".length()),
                        right.substring(0, right.length() - 5),
                        right + "!",
                        "v1,%%%%")) {
            assertThat(both.isRight(wrong, "id", TIMESTAMP, BODY)).as(wrong).isFalse();
        }
    }

    @Test
    void withoutASecretNothingIsRight() {
        Signatures none = new Signatures(List.of());

        assertThat(none.of("id", TIMESTAMP, BODY)).isEmpty();
        assertThat(none.isRight(both.of("id", TIMESTAMP, BODY), "id", TIMESTAMP, BODY)).isFalse();
    }
}
