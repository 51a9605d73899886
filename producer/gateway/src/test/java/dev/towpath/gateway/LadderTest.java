package dev.towpath.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.topic.Rung;
import dev.towpath.schemas.topic.TopicNames;
import dev.towpath.schemas.wire.JobEnvelope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class LadderTest {
    /// What a machine may be late that does many other things besides; the bench measures.
    private static final long MOST_LATE = 10_000;

    @Test
    void aJobWithADelayComesOffTheLadderWhenItIsDueAsItWasPut() {
        Installation installation = Installation.onSharedBroker();
        try (Gateway gateway = installation.start();
                Express express = new Express(installation);
                Express rung = rung(installation, Rung.S4)) {
            Site site = new Site(gateway.port(), Installation.SITE_KEY);
            site.awaitReady();
            String id =
                    id(
                            site.post(
                                    "{\"type\":\"note.send\",\"data\":{\"to\":\"Ann\"},\"group\":\"g\","
                                            + "\"delay\":\"5s\"}"));

            ConsumerRecord<byte[], byte[]> put = rung.await(id);
            ConsumerRecord<byte[], byte[]> come = express.await(id);

            assertThat(come.timestamp() - put.timestamp()).isBetween(5_000L, 5_000L + MOST_LATE);
            assertThat(come.key()).isEqualTo("g".getBytes(StandardCharsets.UTF_8));
            assertThat(come.value()).isEqualTo("{\"to\":\"Ann\"}".getBytes(StandardCharsets.UTF_8));
            assertThat(come.partition()).isEqualTo(JobId.parse(id).orElseThrow().partition());
            JobEnvelope before = Express.envelope(put);
            assertThat(before.has(JobEnvelope.RELATIVE)).isTrue();
            assertThat(Express.envelope(come))
                    .isEqualTo(before.dueAt(put.timestamp() + 5_000))
                    .matches(envelope -> envelope.has(JobEnvelope.OFF_LADDER))
                    .matches(envelope -> envelope.hop() == 0);
            assertThat(others(come)).isEqualTo(others(put));
            assertThat(site.get("/v1/jobs/" + id).json().get("state").stringValue())
                    .isEqualTo("accepted");
        }
    }

    @Test
    void noGatewaysClockMakesAJobEarlyOrLate() {
        Installation installation = Installation.onSharedBroker();
        try (Gateway ahead = withClock(installation, Duration.ofHours(1));
                Gateway behind = withClock(installation, Duration.ofHours(-1));
                Express express = new Express(installation)) {
            List<Site> sites =
                    List.of(
                            new Site(ahead.port(), Installation.SITE_KEY),
                            new Site(behind.port(), Installation.SITE_KEY));
            express.await(id(sites.getFirst().post(delayed(Duration.ofMillis(1)))));
            List<String> ids = new ArrayList<>();
            Map<String, Instant> wanted = new HashMap<>();
            for (int i = 0; i < 16; i++) {
                Instant due = Instant.ofEpochMilli(Instant.now().toEpochMilli() + 300L * i);
                for (Site site : sites) {
                    wanted.put(id(site.post(runAt(due))), due);
                    ids.add(id(site.post(delayed(Duration.ofMillis(1 + 250L * i)))));
                }
            }

            ids.addAll(wanted.keySet());
            for (String id : ids) {
                assertThat(Express.late(express.await(id))).isBetween(0L, MOST_LATE);
            }
            wanted.forEach(
                    (id, due) ->
                            assertThat(Express.envelope(express.await(id)).dueAt())
                                    .isEqualTo(due.toEpochMilli()));
        }
    }

    @Test
    void jobsComeInTheOrderInWhichTheyAreDueAndNoneIsEarly() {
        Installation installation = Installation.onSharedBroker();
        try (Gateway gateway = installation.start();
                Gateway other = installation.start();
                Express express = new Express(installation)) {
            Site site = new Site(gateway.port(), Installation.SITE_KEY);
            assertThat(other.port()).isPositive();
            express.await(id(site.post(delayed(Duration.ofMillis(1)))));
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < 2_000; i++) {
                long delay = 500 + (i * 7_919L) % 5_000;
                lines.append(delayed(Duration.ofMillis(delay))).append('\n');
            }
            site.post(
                    lines.toString().getBytes(StandardCharsets.UTF_8),
                    "application/x-ndjson",
                    more -> {});

            List<ConsumerRecord<byte[], byte[]>> come = express.awaitIds(2_001);

            assertThat(come).allMatch(record -> Express.late(record) >= 0);
            for (int partition = 0; partition < 3; partition++) {
                int p = partition;
                List<Long> dues =
                        come.stream()
                                .filter(record -> record.partition() == p)
                                .map(record -> Express.envelope(record).dueAt())
                                .toList();
                assertThat(inversions(dues)).isLessThan(dues.size() / 10);
            }
        }
    }

    @Test
    void aGatewayThatStopsHandsItsTimersOverAndNothingGoesTwice() {
        Installation installation = Installation.onSharedBroker();
        try (Express express = new Express(installation)) {
            try (Gateway gateway = installation.start()) {
                Site site = new Site(gateway.port(), Installation.SITE_KEY);
                express.await(id(site.post(delayed(Duration.ofMillis(1)))));
                for (int i = 0; i < 100; i++) {
                    id(site.post(delayed(Duration.ofMillis(i % 2 == 0 ? 3_900 : 100))));
                }
                express.awaitIds(51);
            }
            try (Gateway gateway = installation.start()) {
                assertThat(gateway.port()).isPositive();

                List<ConsumerRecord<byte[], byte[]>> come = express.awaitIds(101);

                assertThat(come).hasSize(101);
                assertThat(come).allMatch(record -> Express.late(record) >= 0);
            }
        }
    }

    @Test
    void whileAllGatewaysAreDownJobsAreLateAndNotLost() {
        Installation installation = Installation.onSharedBroker();
        List<String> ids = new ArrayList<>();
        try (Gateway gateway = installation.start()) {
            Site site = new Site(gateway.port(), Installation.SITE_KEY);
            site.awaitReady();
            ids.add(id(site.post(delayed(Duration.ofSeconds(2)))));
            ids.add(id(site.post(delayed(Duration.ofSeconds(4)))));
            ids.add(id(site.post(delayed(Duration.ofSeconds(7)))));
        }
        try (Express express = new Express(installation)) {
            assertThat(express.during(Duration.ofSeconds(5))).isEmpty();
            try (Gateway gateway = installation.start()) {
                assertThat(gateway.port()).isPositive();
                Map<String, List<ConsumerRecord<byte[], byte[]>>> come =
                        Express.byId(express.await(3));

                assertThat(come).containsOnlyKeys(ids);
                assertThat(come.values()).allMatch(copies -> copies.size() == 1);
                assertThat(Express.late(express.await(ids.get(2)))).isBetween(0L, MOST_LATE);
            }
        }
    }

    private static Gateway withClock(Installation installation, Duration wrong) {
        InstantSource clock = () -> Instant.now().plus(wrong);
        return Gateway.start(installation.config(), installation.schemas(), clock);
    }

    private static Express rung(Installation installation, Rung rung) {
        return new Express(installation, new TopicNames(installation.prefix()).delay(rung), 2);
    }

    private static String delayed(Duration delay) {
        return "{\"type\":\"note.send\",\"delay\":\"" + delay.toMillis() + "ms\"}";
    }

    private static String runAt(Instant time) {
        return "{\"type\":\"note.send\",\"runAt\":\"" + time + "\"}";
    }

    private static String id(Site.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        return answer.json().get("id").stringValue();
    }

    /// How many are due earlier than one before them.
    private static int inversions(List<Long> dues) {
        int count = 0;
        for (int i = 1; i < dues.size(); i++) {
            count += dues.get(i) < dues.get(i - 1) ? 1 : 0;
        }
        return count;
    }

    /// All headers but the envelope.
    private static List<String> others(ConsumerRecord<byte[], byte[]> record) {
        List<String> all = new ArrayList<>();
        record.headers()
                .forEach(
                        header -> {
                            if (!header.key().equals("towpath")) {
                                all.add(header.key() + "=" + Arrays.toString(header.value()));
                            }
                        });
        return all;
    }
}
