package dev.towpath.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.console.topic.TopicReader;
import dev.towpath.console.view.Line;
import dev.towpath.console.view.View;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.id.JobId;
import dev.towpath.worker.Worker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ViewTest {
    @TempDir private Path folder;

    private final List<String> notes = new ArrayList<>();
    private final AtomicLong read = new AtomicLong();

    @Test
    void aViewGoesOnFromWhereItStoppedAndLosingItLosesNothing() throws Exception {
        try (Installation site = new Installation()) {
            site.broken = _ -> true;
            List<JobId> dead = work(site, 20);
            List<Line> story = story(site, dead.getFirst());
            assertThat(story).extracting(Line::what).containsExactly("dead");
            assertThat(story.getFirst().why()).startsWith("TP-3001 ").contains(" fails");
            assertThat(read.getAndSet(0)).isGreaterThanOrEqualTo(60);

            assertThat(story(site, dead.getFirst())).isEqualTo(story);
            assertThat(read.getAndSet(0)).isZero();

            JobId later = work(site, 1).getFirst();
            assertThat(story(site, later)).hasSize(1);
            assertThat(read.getAndSet(0)).isBetween(3L, 30L);

            Files.delete(file());
            assertThat(story(site, dead.getFirst())).isEqualTo(story);
            try (TopicReader reader = reader(site);
                    View view = View.open(reader, site.config, file(), notes::add)) {
                view.rebuild();
                assertThat(view.story(dead.getFirst())).isEqualTo(story);
                assertThat(view.letters(later)).hasSize(1);
            }
            assertThat(notes).isEmpty();
        }
    }

    @Test
    void aFileOfAnotherInstallationOrWithoutUseIsMadeAnewAndThatIsSaid() throws Exception {
        try (Installation one = new Installation();
                Installation other = new Installation()) {
            one.broken = _ -> true;
            JobId job = work(one, 1).getFirst();
            assertThat(story(one, job)).hasSize(1);

            assertThat(story(other, job)).isEmpty();
            assertThat(notes)
                    .containsExactly(
                            "The view "
                                    + file()
                                    + " is made anew from Kafka: it is of another cluster, prefix"
                                    + " or version of Towpath.");
            notes.clear();

            Files.writeString(file(), "x".repeat(5_000));
            assertThat(story(one, job)).hasSize(1);
            assertThat(notes)
                    .singleElement()
                    .asString()
                    .startsWith(
                            "The view "
                                    + file()
                                    + " is made anew from Kafka: SQLite cannot read it: ");
        }
    }

    @Test
    @Tag("full")
    void aTopicThatWasMadeAnewUnderAViewMakesTheViewAnew() throws Exception {
        try (Installation site = new Installation()) {
            site.broken = _ -> true;
            JobId job = work(site, 3).getFirst();
            assertThat(story(site, job))
                    .extracting(Line::source)
                    .containsExactly(Line.Source.HISTORY);

            makeAnew(site.config, site.topics.history(Installation.QUEUE));
            assertThat(story(site, job))
                    .extracting(Line::source)
                    .containsExactly(Line.Source.LETTER);
            assertThat(notes)
                    .containsExactly(
                            "The view "
                                    + file()
                                    + " is made anew from Kafka: a topic was made anew or cut under"
                                    + " it.");
        }
    }

    private List<JobId> work(Installation site, int jobs) throws Exception {
        int before = site.letters().size();
        List<JobId> ids = site.send(jobs, "bad");
        try (Worker _ = site.worker()) {
            site.awaitLetters(before + jobs);
        }
        return ids;
    }

    private List<Line> story(Installation site, JobId job) {
        try (TopicReader reader = reader(site);
                View view = View.open(reader, site.config, file(), notes::add)) {
            view.readOn();
            return view.story(job);
        }
    }

    private TopicReader reader(Installation site) {
        Map<String, Long> last = new HashMap<>();
        return new TopicReader(
                site.config.kafka(),
                (topic, records, all) -> {
                    long before = last.getOrDefault(topic, 0L);
                    read.addAndGet(records - (records < before ? 0 : before));
                    last.put(topic, records == all ? 0 : records);
                });
    }

    private Path file() {
        return folder.resolve("view.db");
    }

    private static void makeAnew(TowpathConfig config, String topic)
            throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(config.kafka().clientProperties())) {
            admin.deleteTopics(List.of(topic)).all().get();
            Uuid id =
                    admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1)))
                            .topicId(topic)
                            .get();
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            // The broker hears of both later than the controller: until then it lists the old one.
            while (admin.listTopics().listings().get().stream()
                    .noneMatch(listed -> listed.topicId().equals(id))) {
                assertThat(System.nanoTime()).as("%s within 30 s", topic).isLessThan(deadline);
            }
        }
    }
}
