package dev.towpath.schemas.id;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.towpath.schemas.payload.Vectors;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class JobIdTest {
    private static final String NAME_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

    @Test
    void everyIdReadsBackFromItsText() {
        long seed = System.nanoTime();
        System.out.println("everyIdReadsBack: seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            JobId id = any(random);

            String text = id.toString();

            assertThat(JobId.parse(text)).hasValue(id);
            assertThat(text).endsWith("_" + id.tail()).matches("[a-z0-9.-]+_[0-9]+_[0-9a-z]{26}");
            assertThat(JobId.parseTail(id.queue(), id.partition(), text, text.length() - 26))
                    .hasValue(id);
            assertThat(id.derived()).isEqualTo(id.high() < 0);
            byte[] bytes = text.getBytes(UTF_8);
            assertThat(JobId.isIn(id.queue(), id.partition(), bytes)).isTrue();
            assertThat(JobId.highOf(bytes)).isEqualTo(id.high());
            assertThat(JobId.lowOf(bytes)).isEqualTo(id.low());
        }
    }

    @Test
    void bytesAreAnIdOfAPlaceWhenTheirTextIsOneAndOnlyThen() {
        long seed = System.nanoTime();
        System.out.println("bytesAreAnId: seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 50_000; round++) {
            JobId place = any(random);
            byte[] bytes = place.toString().getBytes(UTF_8);
            for (int edits = random.nextInt(3); edits > 0; edits--) {
                // Behind the queue's name, where it is decided.
                int least = random.nextBoolean() ? 0 : place.queue().length();
                int at = random.nextInt(least, bytes.length);
                bytes[at] = (byte) "_0189azZ\u00e9".charAt(random.nextInt(9));
            }
            if (random.nextInt(4) == 0) {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 2));
            }
            boolean isOne =
                    JobId.parse(new String(bytes, UTF_8))
                            .filter(id -> id.queue().equals(place.queue()))
                            .filter(id -> id.partition() == place.partition())
                            .isPresent();

            assertThat(JobId.isIn(place.queue(), place.partition(), bytes)).isEqualTo(isOne);
        }
    }

    @Test
    void noTextIsReadThatIsNotWrittenTheSame() {
        long seed = System.nanoTime();
        System.out.println("noTextIsReadThatIsNotWrittenTheSame: seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder(any(random).toString());
            for (int edits = random.nextInt(3); edits >= 0; edits--) {
                text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(130));
            }

            JobId.parse(text.toString())
                    .ifPresent(id -> assertThat(id).hasToString(text.toString()));
        }
    }

    @TestFactory
    Stream<DynamicTest> whatIsNoIdIsNotReadAsOne() {
        return Vectors.each(
                "ids.json",
                "noIds",
                vector -> assertThat(JobId.parse(vector.get("id").stringValue())).isEmpty());
    }

    @Test
    void charactersBeyondAsciiAreInNoId() {
        for (String some : List.of("é", "€", "🚣", "\ud83d")) {
            for (int at = 0; at <= 26 - some.length(); at++) {
                String tail = "0".repeat(at) + some + "0".repeat(26 - at - some.length());
                assertThat(JobId.parse("q_0_" + tail)).isEmpty();
                assertThat(JobId.isIn("q", 0, ("q_0_" + tail).getBytes(UTF_8))).isFalse();
            }
        }
    }

    @Test
    void refusesAQueueThatMayNotBeOneAndANegativePartition() {
        assertThatThrownBy(() -> new JobId("Default", 0, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected a queue name of 1 to 64 of a-z 0-9 . -, got 'Default'");
        assertThatThrownBy(() -> new JobId("default", -1, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected a partition from 0, got -1");
    }

    private static JobId any(Random random) {
        StringBuilder queue = new StringBuilder();
        for (int i = random.nextInt(64); i >= 0; i--) {
            queue.append(NAME_CHARACTERS.charAt(random.nextInt(NAME_CHARACTERS.length())));
        }
        if (queue.length() > 2) {
            queue.setCharAt(1, ".-a".charAt(random.nextInt(3)));
        }
        return new JobId(
                queue.toString(), random.nextInt(1_000_000), random.nextLong(), random.nextLong());
    }
}
