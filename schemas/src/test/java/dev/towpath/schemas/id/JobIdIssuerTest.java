package dev.towpath.schemas.id;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.towpath.schemas.payload.Vectors;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

class JobIdIssuerTest {
    private static final byte[] SECRET = "an installation's secret".getBytes(UTF_8);
    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);

    @TestFactory
    Stream<DynamicTest> anIdOfTimeAndChanceIsThatOfTheVectors() {
        return Vectors.each(
                "ids.json",
                "random",
                vector -> {
                    long millis = Long.parseLong(vector.get("millis").stringValue());
                    long chance = Long.parseLong(vector.get("chance").stringValue());
                    RandomGenerator random = () -> chance;
                    JobIdIssuer issuer =
                            new JobIdIssuer(SECRET, () -> Instant.ofEpochMilli(millis), random);

                    JobId id =
                            issuer.random(
                                    vector.get("queue").stringValue(),
                                    vector.get("partition").intValue());

                    assertThat(id).hasToString(vector.get("id").stringValue());
                    assertThat(issuer.issued(id)).isTrue();
                    assertThat(id.derived()).isFalse();
                });
    }

    @TestFactory
    Stream<DynamicTest> anIdOfADedupKeyIsThatOfTheVectors() {
        return Vectors.each(
                "ids.json",
                "derived",
                vector -> {
                    JobId id = derived(issuer(1), vector);

                    assertThat(id).hasToString(vector.get("id").stringValue());
                    assertThat(issuer(2).issued(id)).isTrue();
                    assertThat(id.derived()).isTrue();
                });
    }

    private static JobId derived(JobIdIssuer issuer, JsonNode vector) {
        return issuer.derived(
                vector.get("queue").stringValue(),
                vector.get("partition").intValue(),
                vector.get("client").stringValue(),
                vector.get("type").stringValue(),
                vector.get("group").stringValue(),
                vector.get("dedupKey").stringValue());
    }

    @TestFactory
    Stream<DynamicTest> anIdThatNobodyIssuedIsKnownAsSuch() {
        return Vectors.each(
                "ids.json",
                "neverIssued",
                vector -> {
                    JobId id = JobId.parse(vector.get("id").stringValue()).orElseThrow();

                    assertThat(issuer(1).issued(id)).isFalse();
                });
    }

    /// The check has 24 bits: of this many guesses about one in 1,700 runs lets one through, so
    /// that only a second one is a failure.
    @Test
    void guessedIdsAndThoseOfAnotherInstallationAreNotTakenForIssued() {
        long seed = System.nanoTime();
        System.out.println("guessedIds: seed " + seed);
        Random random = new Random(seed);
        JobIdIssuer other =
                new JobIdIssuer("another secret, as long".getBytes(UTF_8), () -> NOW, random);
        JobIdIssuer issuer = issuer(seed);
        int taken = 0;
        for (int round = 0; round < 5_000; round++) {
            JobId guess = new JobId("default", 0, random.nextLong(), random.nextLong());
            taken += issuer.issued(guess) ? 1 : 0;
            taken += issuer.issued(other.random("default", 0)) ? 1 : 0;
        }
        assertThat(taken).isLessThan(2);
    }

    @Test
    void equalPartsGiveEqualIdsAndAnyOtherPartAnother() {
        JobIdIssuer issuer = issuer(1);
        Set<JobId> ids = new HashSet<>();
        List<String[]> parts =
                List.of(
                        new String[] {"site", "type", "group", "key"},
                        new String[] {"other", "type", "group", "key"},
                        new String[] {"site", "type2", "group", "key"},
                        new String[] {"site", "type", "", "key"},
                        new String[] {"site", "type", "group", "key2"},
                        new String[] {"sitetype", "", "group", "key"},
                        new String[] {"site", "typegroup", "", "key"},
                        new String[] {"site", "type", "groupkey", ""});
        for (String[] part : parts) {
            JobId id = issuer.derived("default", 0, part[0], part[1], part[2], part[3]);
            assertThat(issuer(2).derived("default", 0, part[0], part[1], part[2], part[3]))
                    .isEqualTo(id);
            ids.add(id);
        }
        assertThat(ids).hasSize(parts.size());
    }

    @Test
    void laterIdsSortBehindEarlierOnes() {
        JobId earlier = new JobIdIssuer(SECRET, () -> NOW, () -> -1L).random("default", 0);
        JobId later =
                new JobIdIssuer(SECRET, () -> NOW.plusMillis(1), () -> 0L).random("default", 0);

        assertThat(later.tail()).isGreaterThan(earlier.tail());
    }

    @Test
    void manyThreadsMayUseOneIssuer() {
        JobIdIssuer issuer = issuer(1);

        Set<JobId> ids = new HashSet<>();
        Stream.generate(() -> 0)
                .limit(10_000)
                .parallel()
                .map(none -> issuer.derived("default", 0, "site", "type", "", "key"))
                .forEachOrdered(ids::add);

        assertThat(ids).hasSize(1);
    }

    @Test
    void hashesOfPartsKnowWhereOnePartEnds() {
        JobIdIssuer issuer = issuer(1);
        byte[] ab = "ab".getBytes(UTF_8);
        byte[] a = "a".getBytes(UTF_8);
        byte[] b = "b".getBytes(UTF_8);

        assertThat(issuer.hash(a, b)).hasSize(16).isEqualTo(issuer(2).hash(a, b));
        assertThat(issuer.hash(a, b)).isNotEqualTo(issuer.hash(ab)).isNotEqualTo(issuer.hash(b, a));
    }

    @Test
    void aShortSecretIsRefused() {
        assertThatThrownBy(() -> new JobIdIssuer(new byte[15], () -> NOW, new Random(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected an installation secret of at least 16 bytes, got 15");
    }

    private static JobIdIssuer issuer(long seed) {
        return new JobIdIssuer(SECRET, () -> NOW, new Random(seed));
    }
}
