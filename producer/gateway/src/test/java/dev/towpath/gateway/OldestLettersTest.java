package dev.towpath.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.wire.JobHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class OldestLettersTest {
    private static final Pattern GAUGE =
            Pattern.compile("towpath_gateway_dead_left_seconds\\{queue=\"default\"} (\\S+)");

    @Test
    void theGaugeCountsDownToWhenKafkaMayDeleteTheOldestLetterThatWaits() throws Exception {
        Installation installation = Installation.onSharedBroker();
        makeDead(installation.config());
        JobId job;
        try (Gateway gateway = installation.start()) {
            Site site = new Site(gateway.port(), Installation.SITE_KEY);
            assertThat(left(site)).isNaN();
            job = JobId.parse(id(site.post("{\"type\":\"note.send\"}"))).orElseThrow();
        }

        TowpathConfig config = installation.config();
        letter(config, 1, Duration.ofDays(2), "");
        letter(config, 0, Duration.ofDays(29), job.toString());
        long second = letter(config, 0, Duration.ofDays(20), "");
        assertThat(daysLeft(installation)).isEqualTo(1);

        try (Ledger ledger = new Ledger(installation)) {
            ledger.settleDone(job, Records.find(installation, job));
        }
        assertThat(daysLeft(installation)).as("the first one's job is done").isEqualTo(10);

        deal(config, 0, second);
        assertThat(daysLeft(installation)).as("the second was replayed").isEqualTo(28);
    }

    private static String id(Site.Answer answer) {
        return answer.json().get("id").stringValue();
    }

    /// What a gateway that starts says first, in days.
    private static long daysLeft(Installation installation) {
        try (Gateway gateway = installation.start()) {
            return Math.round(awaitLeft(gateway) / 86_400);
        }
    }

    private static double awaitLeft(Gateway gateway) {
        Site site = new Site(gateway.port(), Installation.SITE_KEY);
        long deadline = System.nanoTime() + SECONDS.toNanos(30);
        while (Double.isNaN(left(site)) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        return left(site);
    }

    /// Writes into the audit that a letter was replayed.
    private static void deal(TowpathConfig config, int partition, long offset) throws Exception {
        String entry =
                """
                {"action": "replay", "jobs": [{"topic": "%s", "partition": %d, "offset": %d}]}
                """
                        .formatted(config.topicNames().dead("default"), partition, offset);
        write(
                config,
                new ProducerRecord<>(config.topicNames().audit(), 0, null, entry.getBytes(UTF_8)));
    }

    private static void makeDead(TowpathConfig config) throws Exception {
        long kept = Duration.ofDays(30).toMillis();
        NewTopic audit = new NewTopic(config.topicNames().audit(), 1, (short) 1);
        NewTopic dead =
                new NewTopic(config.topicNames().dead("default"), 2, (short) 1)
                        .configs(Map.of("retention.ms", Long.toString(kept)));
        try (Admin admin = Admin.create(config.kafka().clientProperties())) {
            admin.createTopics(List.of(audit, dead)).all().get(30, SECONDS);
        }
    }

    private static double left(Site site) {
        Matcher gauge = GAUGE.matcher(site.get("/metrics").text());
        assertThat(gauge.find()).isTrue();
        return Double.parseDouble(gauge.group(1));
    }

    /// Writes a letter as a worker's clock dated it so long ago.
    ///
    /// @return its offset
    private static long letter(TowpathConfig config, int partition, Duration ago, String job)
            throws Exception {
        ProducerRecord<byte[], byte[]> letter =
                new ProducerRecord<>(
                        config.topicNames().dead("default"),
                        partition,
                        Instant.now().minus(ago).toEpochMilli(),
                        null,
                        "letter".getBytes(UTF_8));
        letter.headers().add(JobHeaders.ID, job.getBytes(UTF_8));
        return write(config, letter);
    }

    private static long write(TowpathConfig config, ProducerRecord<byte[], byte[]> record)
            throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        config.kafka().clientProperties(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            return producer.send(record).get(30, SECONDS).offset();
        }
    }
}
