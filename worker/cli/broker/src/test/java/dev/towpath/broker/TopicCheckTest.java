package dev.towpath.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.towpath.schemas.config.QueueConfig;
import dev.towpath.schemas.provision.TopicAdmin;
import dev.towpath.schemas.provision.TopicDifference;
import dev.towpath.schemas.provision.TopicDifference.Severity;
import dev.towpath.schemas.provision.TopicListing;
import dev.towpath.schemas.provision.TopicListing.Line;
import dev.towpath.schemas.provision.TopicListing.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// `towpath topics list` and `check` against a real broker.
class TopicCheckTest {
    private final InstallationTopics installation = new InstallationTopics();

    @AfterEach
    void close() {
        installation.close();
    }

    @Test
    void listTellsWhatIsThereAndWhatItCosts() {
        installation.make("jobs.default", 2, Map.of());
        installation.make("jobs.old", 5, Map.of("retention.ms", "-1"));

        TopicListing listing =
                installation.with(Map.of("default", InstallationTopics.QUEUE), TopicAdmin::list);

        List<Line> wanted = new ArrayList<>();
        String jobs = installation.prefix + "jobs.";
        wanted.add(new Line(jobs + "default", Standing.PLANNED_AND_THERE, 2, 1, "delete", "7d"));
        InstallationTopics.BESIDES_JOBS.forEach(
                (topic, partitions) ->
                        wanted.add(
                                new Line(
                                        installation.prefix + topic,
                                        Standing.MISSING,
                                        partitions,
                                        1,
                                        "",
                                        "")));
        wanted.add(new Line(jobs + "old", Standing.NOT_PLANNED, 5, 1, "delete", "no bound"));
        assertThat(listing.lines()).isEqualTo(wanted);
        assertThat(listing.bill()).isEqualTo(2 + 5);
        assertThat(installation.topics()).hasSize(2);
    }

    @Test
    void checkTellsWhatIsMissingAndChangesNothing() {
        assertThat(
                        installation.with(
                                Map.of("default", InstallationTopics.QUEUE), TopicAdmin::check))
                .extracting(TopicDifference::severity, TopicDifference::line)
                .containsExactlyElementsOf(
                        Stream.concat(
                                        Stream.of("jobs.default"),
                                        InstallationTopics.BESIDES_JOBS.keySet().stream())
                                .map(this::missing)
                                .toList());
        assertThat(installation.topics()).isEmpty();
    }

    @Test
    void checkTellsWhenKafkasOwnTopicsAreLessSafeThanOurs() {
        installation.apply(InstallationTopics.QUEUE);
        QueueConfig three =
                new QueueConfig(
                        2, 1, 3, Duration.ofDays(7), Duration.ofDays(14), Duration.ofDays(30));

        assertThat(installation.with(Map.of("default", three), TopicAdmin::check))
                .extracting(TopicDifference::line)
                .contains(
                        "__consumer_offsets replication: expected at least 3, as our topics have,"
                                + " got 1; give its partitions more copies with"
                                + " kafka-reassign-partitions",
                        installation.prefix
                                + "jobs.default replication: expected at least 3, got 1; give the"
                                + " partitions more copies with kafka-reassign-partitions",
                        installation.prefix
                                + "jobs.default min.insync.replicas: expected at least 2, got 1;"
                                + " give the partitions more copies first, then run towpath topics apply");
    }

    private Tuple missing(String topic) {
        return tuple(
                Severity.UNSAFE,
                installation.prefix
                        + topic
                        + " topic: expected a topic of this name, got none; run towpath topics"
                        + " apply");
    }
}
