package dev.towpath.worker;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.schemas.wire.JobHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/// A job to be sent: what is not said is as a gateway would make it.
final class Submission {
    private final Installation installation;
    private final String type;
    private byte[] data = "{}".getBytes(StandardCharsets.UTF_8);
    private boolean json = true;
    private String group = "";
    private String dedupKey = "";
    private String deployment = "";
    private int partition = -1;
    private @Nullable JobId id;

    Submission(Installation installation, String type) {
        this.installation = installation;
        this.type = type;
    }

    Submission data(String text) {
        data = text.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    /// Sends these bytes as they are and calls them JSON.
    Submission data(byte[] bytes) {
        data = bytes;
        return this;
    }

    /// Sends these bytes as they are and calls them Avro.
    Submission avro(byte[] bytes) {
        data = bytes;
        json = false;
        return this;
    }

    Submission group(String name) {
        group = name;
        return this;
    }

    Submission dedupKey(String key) {
        dedupKey = key;
        return this;
    }

    Submission deployment(String name) {
        deployment = name;
        return this;
    }

    Submission partition(int number) {
        partition = number;
        return this;
    }

    JobId send() {
        installation.raw(record());
        return id();
    }

    /// The record as it would be sent.
    ProducerRecord<byte[], byte[]> record() {
        JobId job = id();
        String route = route();
        String key = route.isEmpty() ? job.toString() : route;
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(
                        installation.topics.jobs(Installation.QUEUE),
                        job.partition(),
                        key.getBytes(StandardCharsets.UTF_8),
                        data);
        JobHeaders.write(
                record.headers(),
                job.toString(),
                "/clients/c",
                type.getBytes(StandardCharsets.UTF_8),
                json,
                null,
                envelope());
        return record;
    }

    JobId id() {
        if (id == null) {
            int home = home();
            id =
                    dedupKey.isEmpty()
                            ? installation.issuer.random(Installation.QUEUE, home)
                            : installation.issuer.derived(
                                    Installation.QUEUE, home, "c", type, group, dedupKey);
        }
        return id;
    }

    private int home() {
        if (partition >= 0) {
            return partition;
        }
        return route().isEmpty()
                ? installation.random.nextInt(installation.partitions)
                : Math.floorMod(route().hashCode(), installation.partitions);
    }

    private String route() {
        return group.isEmpty() ? dedupKey : group;
    }

    private JobEnvelope envelope() {
        int flags =
                (group.isEmpty() ? 0 : JobEnvelope.GROUPED)
                        | (dedupKey.isEmpty() ? 0 : JobEnvelope.DEDUPLICATED);
        return new JobEnvelope(
                0,
                0,
                0,
                installation.random.nextLong(),
                System.currentTimeMillis(),
                0,
                0,
                dedupKey.isEmpty() ? 0 : Duration.ofHours(24).toMillis(),
                Arrays.hashCode(data),
                flags,
                "c",
                dedupKey,
                "",
                List.of(),
                deployment);
    }
}
