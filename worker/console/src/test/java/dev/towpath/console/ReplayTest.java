package dev.towpath.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.towpath.console.filter.Filter;
import dev.towpath.console.filter.JobFacts;
import dev.towpath.console.replay.Choice.Why;
import dev.towpath.console.replay.DeadSource;
import dev.towpath.console.replay.DryRun;
import dev.towpath.console.replay.Plan;
import dev.towpath.console.replay.Plan.Origin;
import dev.towpath.console.replay.Replay;
import dev.towpath.console.replay.Source;
import dev.towpath.console.replay.Step;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.wire.DeadLetter;
import dev.towpath.schemas.wire.EnvelopeCodec;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.schemas.wire.JobHeaders;
import dev.towpath.testkit.DeadLettersAreWhole;
import dev.towpath.testkit.EffectiveOnce;
import dev.towpath.testkit.Event;
import dev.towpath.testkit.EveryJobEnds;
import dev.towpath.testkit.Guarantee;
import dev.towpath.testkit.Judgement;
import dev.towpath.testkit.ReplayRunsWhatWasAsked;
import dev.towpath.testkit.TerminalIsFinal;
import dev.towpath.worker.Worker;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Replays against a real worker on a real broker.
@Timeout(120)
@Tag("full")
class ReplayTest {
    private static final int JOBS = 450;

    private static Filter deployment(String id) {
        return Filter.of(Filters.json("deployments", id));
    }

    /// Jobs of a bad deployment that died, and others that did not; the worker is stopped.
    private static List<JobId> badDeploy(Installation installation, int jobs) throws Exception {
        installation.broken = "bad"::equals;
        List<JobId> bad = installation.send(jobs, "bad");
        List<JobId> good = installation.send(20, "good");
        try (Worker _ = installation.worker()) {
            installation.awaitLetters(jobs);
            installation.awaitGeneration(good, 0);
        }
        installation.broken = _ -> false;
        return bad;
    }

    private static Plan run(Installation installation, Plan draft, Consumer<Step> steps) {
        try (Replay replay = installation.replay().steps(steps)) {
            Source source = replay.source(draft);
            DryRun counted = replay.dryRun(source, draft.max());
            return replay.run(draft.counted(source.ends(), counted.run()), source);
        }
    }

    private static DryRun dryRun(Installation installation, Plan draft) {
        try (Replay replay = installation.replay()) {
            return replay.dryRun(replay.source(draft), 0);
        }
    }

    private static void eachRanOnce(Installation installation, List<JobId> ids) throws Exception {
        try (Worker _ = installation.worker()) {
            installation.awaitGeneration(ids, 1);
        }
        ids.forEach(
                id ->
                        assertThat(installation.effects.get(id.toString()))
                                .as("effects of %s", id)
                                .isEqualTo(1));
        assertThat(installation.effects.values()).allMatch(effects -> effects == 1);
    }

    private static long replayedRecords(Installation installation) {
        return installation.jobs().stream()
                .map(record -> JobFacts.of(record.headers()))
                .filter(facts -> facts.envelope().orElseThrow().has(JobEnvelope.REPLAYED))
                .count();
    }

    @Test
    void putsBackExactlyWhatTheDryRunCountedByteForByte() throws Exception {
        try (Installation installation = new Installation()) {
            List<JobId> bad = badDeploy(installation, JOBS);
            Map<String, ConsumerRecord<byte[], byte[]>> originals = new java.util.HashMap<>();
            installation.jobs().forEach(record -> originals.put(id(record), record));

            DryRun counted =
                    dryRun(installation, installation.plan(Origin.DEAD, deployment("bad"), false));
            assertThat(counted.matched()).isEqualTo(JOBS);
            assertThat(counted.run()).isEqualTo(JOBS);
            assertThat(counted.left()).isEmpty();
            assertThat(counted.kinds()).hasSize(1);
            assertThat(replayedRecords(installation)).as("a dry run writes nothing").isZero();

            Plan plan =
                    run(
                            installation,
                            installation.plan(Origin.DEAD, deployment("bad"), false),
                            _ -> {});
            assertThat(plan.state()).isEqualTo(Plan.State.DONE);
            assertThat(plan.sent()).isEqualTo(JOBS);
            for (ConsumerRecord<byte[], byte[]> record : installation.jobs()) {
                JobEnvelope envelope = JobFacts.of(record.headers()).envelope().orElseThrow();
                if (envelope.has(JobEnvelope.REPLAYED)) {
                    ConsumerRecord<byte[], byte[]> original = originals.remove(id(record));
                    assertThat(record.partition()).isEqualTo(original.partition());
                    assertThat(record.key()).isEqualTo(original.key());
                    assertThat(record.value()).isEqualTo(original.value());
                    assertThat(headers(record)).isEqualTo(headers(original));
                    assertThat(envelope.generation()).isEqualTo(1);
                    assertThat(envelope.attempt()).isZero();
                    assertThat(envelope.acceptedAt())
                            .isEqualTo(
                                    JobFacts.of(original.headers())
                                            .envelope()
                                            .orElseThrow()
                                            .acceptedAt());
                }
            }
            assertThat(originals.values())
                    .as("what was not replayed is what was not dead")
                    .hasSize(20);
            eachRanOnce(installation, bad);
        }
    }

    private static String id(ConsumerRecord<byte[], byte[]> record) {
        return JobFacts.of(record.headers()).id().orElseThrow().toString();
    }

    private static List<String> headers(ConsumerRecord<byte[], byte[]> record) {
        return StreamSupport.stream(record.headers().spliterator(), false)
                .filter(header -> !header.key().equals(EnvelopeCodec.HEADER))
                .map(ReplayTest::text)
                .toList();
    }

    private static String text(Header header) {
        assertThat(header.key()).isNotEqualTo(JobHeaders.DEAD);
        return header.key() + "=" + java.util.HexFormat.of().formatHex(header.value());
    }

    /// Killed after each kind of step, in the first and in a later part.
    @ParameterizedTest(name = "after {0} number {1}")
    @CsvSource({
        "PLANNED, 1",
        "CHOSEN, 3",
        "SENT_ONE, 1",
        "SENT_ONE, 317",
        "SENT, 1",
        "SENT, 2",
        "AUDITED, 1",
        "SAVED, 1"
    })
    void killedAtAnyPointAndResumedEachJobIsSentOnceAndRunsOnce(Step step, int number)
            throws Exception {
        try (Installation installation = new Installation()) {
            List<JobId> bad = badDeploy(installation, JOBS);
            Plan draft = installation.plan(Origin.DEAD, deployment("bad"), false);
            AtomicInteger count = new AtomicInteger();
            assertThatThrownBy(
                            () ->
                                    run(
                                            installation,
                                            draft,
                                            taken -> {
                                                if (taken == step
                                                        && count.incrementAndGet() == number) {
                                                    throw new IllegalStateException("killed");
                                                }
                                            }))
                    .hasMessage("killed");

            try (Replay replay = installation.replay()) {
                Plan plan = replay.find(draft.id());
                Plan ended = replay.run(plan, replay.source(plan));
                assertThat(ended.state()).isEqualTo(Plan.State.DONE);
                assertThat(ended.sent()).isEqualTo(JOBS);
            }
            assertThat(replayedRecords(installation)).isEqualTo(JOBS);
            eachRanOnce(installation, bad);
        }
    }

    @Test
    void theHistoryOfAReplayThatWasKilledKeepsEveryPromise() throws Exception {
        try (Installation installation = new Installation()) {
            List<JobId> bad = badDeploy(installation, 60);
            installation.observe();
            Plan draft = installation.plan(Origin.DEAD, deployment("bad"), false);
            assertThatThrownBy(
                            () ->
                                    run(
                                            installation,
                                            draft,
                                            step -> {
                                                if (step == Step.SENT) {
                                                    throw new IllegalStateException("killed");
                                                }
                                            }))
                    .hasMessage("killed");
            try (Replay replay = installation.replay()) {
                Plan plan = replay.find(draft.id());
                replay.run(plan, replay.source(plan));
            }
            installation.observe();
            eachRanOnce(installation, bad);
            installation.observe();
            installation.observed.history.add(new Event.Rested());

            for (Guarantee guarantee :
                    List.of(
                            new EveryJobEnds(),
                            new TerminalIsFinal(),
                            new EffectiveOnce(),
                            new ReplayRunsWhatWasAsked(),
                            new DeadLettersAreWhole())) {
                assertThat(guarantee.judge(installation.observed.history))
                        .as(guarantee.number())
                        .isInstanceOf(Judgement.Kept.class);
            }
        }
    }

    @Test
    void startedASecondTimeNothingIsLeftToRunWhetherTheFirstHasEndedOrNot() throws Exception {
        try (Installation installation = new Installation()) {
            List<JobId> bad = badDeploy(installation, 30);
            run(installation, installation.plan(Origin.DEAD, deployment("bad"), false), _ -> {});

            DryRun waiting =
                    dryRun(installation, installation.plan(Origin.DEAD, deployment("bad"), false));
            assertThat(waiting.run()).isZero();
            assertThat(waiting.left()).containsExactly(Map.entry(Why.REPLAYED, 30L));

            eachRanOnce(installation, bad);
            DryRun ended =
                    dryRun(installation, installation.plan(Origin.DEAD, deployment("bad"), false));
            assertThat(ended.left()).containsExactly(Map.entry(Why.REPLAYED, 30L));
        }
    }

    @Test
    void whatAKilledReplaySentIsLeftOutByAnotherPlanToo() throws Exception {
        try (Installation installation = new Installation()) {
            List<JobId> bad = badDeploy(installation, 30);
            assertThatThrownBy(
                            () ->
                                    run(
                                            installation,
                                            installation.plan(
                                                    Origin.DEAD, deployment("bad"), false),
                                            step -> {
                                                if (step == Step.SENT) {
                                                    throw new IllegalStateException("killed");
                                                }
                                            }))
                    .hasMessage("killed");

            long sent = replayedRecords(installation);
            DryRun other =
                    dryRun(installation, installation.plan(Origin.DEAD, deployment("bad"), false));
            assertThat(other.left()).containsExactly(Map.entry(Why.REPLAYED, sent));
            assertThat(other.run()).isEqualTo(30 - sent);
            run(installation, installation.plan(Origin.DEAD, deployment("bad"), false), _ -> {});
            assertThat(replayedRecords(installation)).isEqualTo(30);
            eachRanOnce(installation, bad);
        }
    }

    @Test
    void twoThatBeginAtTheSameMomentStillRunEachJobOnce() throws Exception {
        try (Installation installation = new Installation()) {
            List<JobId> bad = badDeploy(installation, 30);
            Plan first = installation.plan(Origin.DEAD, deployment("bad"), false);
            run(
                    installation,
                    first,
                    step -> {
                        if (step == Step.CHOSEN) {
                            run(
                                    installation,
                                    installation.plan(Origin.DEAD, deployment("bad"), false),
                                    _ -> {});
                        }
                    });

            assertThat(replayedRecords(installation)).as("both sent some").isGreaterThan(30);
            eachRanOnce(installation, bad);
        }
    }

    @Test
    void oneThatWasResumedElsewhereStopsAndSaysSo() throws Exception {
        try (Installation installation = new Installation()) {
            List<JobId> bad = badDeploy(installation, JOBS);
            Plan draft = installation.plan(Origin.DEAD, deployment("bad"), false);
            AtomicInteger saved = new AtomicInteger();
            assertThatThrownBy(
                            () ->
                                    run(
                                            installation,
                                            draft,
                                            step -> {
                                                if (step == Step.SAVED
                                                        && saved.incrementAndGet() == 1) {
                                                    try (Replay other = installation.replay()) {
                                                        Plan plan = other.find(draft.id());
                                                        other.run(plan, other.source(plan));
                                                    }
                                                }
                                            }))
                    .isInstanceOfSatisfying(
                            TowpathException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.PLAN_TAKEN_OVER));

            assertThat(replayedRecords(installation)).isEqualTo(JOBS);
            eachRanOnce(installation, bad);
        }
    }

    @Test
    void aStoppedPlanGoesOnWhereItWas() throws Exception {
        try (Installation installation = new Installation()) {
            List<JobId> bad = badDeploy(installation, JOBS);
            Plan draft = installation.plan(Origin.DEAD, deployment("bad"), false);
            Plan stopped;
            try (Replay replay = installation.replay()) {
                Source source = replay.source(draft);
                stopped =
                        replay.watch(_ -> replay.stop())
                                .run(draft.counted(source.ends(), JOBS), source);
            }
            assertThat(stopped.state()).isEqualTo(Plan.State.STOPPED);
            assertThat(stopped.sent()).isBetween(1L, JOBS - 1L);

            try (Replay replay = installation.replay()) {
                Plan plan = replay.find(draft.id());
                assertThat(replay.run(plan, replay.source(plan)).sent()).isEqualTo(JOBS);
            }
            assertThat(replayedRecords(installation)).isEqualTo(JOBS);
            eachRanOnce(installation, bad);
        }
    }

    @Test
    void aLetterThatAResubmissionOvertookIsLeftOut() throws Exception {
        try (Installation installation = new Installation()) {
            installation.broken = "bad"::equals;
            JobId id =
                    installation.send(
                            Installation.job("{\"n\":1}")
                                    .deployment("bad")
                                    .dedupKey("k", java.time.Duration.ofHours(1)));
            try (Worker _ = installation.worker()) {
                installation.awaitLetters(1);
                JobId again =
                        installation.send(
                                Installation.job("{\"n\":2}")
                                        .deployment("good")
                                        .dedupKey("k", java.time.Duration.ofHours(1)));
                assertThat(again).isEqualTo(id);
                installation.awaitGeneration(List.of(id), 1);
            }

            DryRun counted =
                    dryRun(installation, installation.plan(Origin.DEAD, deployment("bad"), false));
            assertThat(counted.run()).isZero();
            assertThat(counted.left()).containsExactly(Map.entry(Why.DONE, 1L));
        }
    }

    /// Nobody who replays can see a resubmission that waits in the log before the replay.
    @Test
    void aLetterThatIsOvertakenWhileItsReplayWaitsDoesNotRun() throws Exception {
        try (Installation installation = new Installation()) {
            installation.broken = "bad"::equals;
            List<JobId> ids = new ArrayList<>();
            ids.add(
                    installation.send(
                            Installation.job("{\"n\":1}")
                                    .deployment("bad")
                                    .dedupKey("k", java.time.Duration.ofHours(1))));
            try (Worker _ = installation.worker()) {
                installation.awaitLetters(1);
            }
            installation.broken = _ -> false;
            ids.add(
                    installation.send(
                            Installation.job("{\"n\":2}")
                                    .dedupKey("k", java.time.Duration.ofHours(1))));
            run(installation, installation.plan(Origin.DEAD, deployment("bad"), false), _ -> {});
            ids.add(installation.send(Installation.job("{\"n\":3}")));

            try (Worker _ = installation.worker()) {
                installation.awaitGeneration(ids, 0);
                installation.awaitGeneration(ids.subList(0, 1), 1);
            }
            assertThat(installation.effects.values()).allMatch(effects -> effects == 1);
        }
    }

    @Test
    void aLetterThatDiesAgainIsANewOneOfTheNextGeneration() throws Exception {
        try (Installation installation = new Installation()) {
            List<JobId> bad = badDeploy(installation, 3);
            run(installation, installation.plan(Origin.DEAD, deployment("bad"), false), _ -> {});
            installation.broken = "bad"::equals;
            try (Worker _ = installation.worker()) {
                installation.awaitLetters(6);
            }
            installation.broken = _ -> false;

            DryRun counted =
                    dryRun(installation, installation.plan(Origin.DEAD, deployment("bad"), false));
            assertThat(counted.matched()).isEqualTo(6);
            assertThat(counted.run()).isEqualTo(3);
            assertThat(counted.left()).containsExactly(Map.entry(Why.REPLAYED, 3L));

            run(installation, installation.plan(Origin.DEAD, deployment("bad"), false), _ -> {});
            try (Worker _ = installation.worker()) {
                installation.awaitGeneration(bad, 2);
            }
            assertThat(installation.effects.values()).containsOnly(1);
            assertThat(installation.marks().get(bad.getFirst().toString()).state())
                    .isEqualTo(State.DONE);
        }
    }

    @Test
    void whatDiesAfterTheDryRunIsNotPartOfThePlan() throws Exception {
        try (Installation installation = new Installation()) {
            List<JobId> bad = badDeploy(installation, 5);
            Plan draft = installation.plan(Origin.DEAD, deployment("bad"), false);
            try (Replay replay = installation.replay()) {
                Source source = replay.source(draft);
                DryRun counted = replay.dryRun(source, 0);
                badDeploy(installation, 5);
                Plan planned = draft.counted(source.ends(), counted.run());
                Plan plan = replay.run(planned, replay.source(planned));
                assertThat(plan.sent()).isEqualTo(5);
            }
            assertThat(replayedRecords(installation)).isEqualTo(5);
            try (Worker _ = installation.worker()) {
                installation.awaitGeneration(bad, 1);
            }
        }
    }

    @Test
    void whatIsPastItsExpiryOrWasReplayedTooOftenIsLeftOut() {
        try (Installation installation = new Installation()) {
            installation.raw(letter(installation, 1, 0, System.currentTimeMillis() - 1_000));
            installation.raw(letter(installation, 2, 4_000, 0));
            installation.raw(letter(installation, 3, 3_999, 0));

            Plan plan = installation.plan(Origin.DEAD, Filter.EVERYTHING, false);
            DryRun counted = dryRun(installation, plan);
            assertThat(counted.left())
                    .containsExactlyInAnyOrderEntriesOf(
                            Map.of(Why.EXPIRED, 1L, Why.GENERATIONS, 1L));
            assertThat(counted.run()).isEqualTo(1);
            try (Replay replay = installation.replay()) {
                Source source =
                        new DeadSource(installation.dead(Filter.EVERYTHING), true, Instant.now());
                assertThat(replay.dryRun(source, 0).run()).isEqualTo(2);
                assertThat(replay.dryRun(source, 1).run()).as("at most one").isEqualTo(1);
            }
        }
    }

    private static ProducerRecord<byte[], byte[]> letter(
            Installation installation, int number, int generation, long expiresAt) {
        JobId id = new JobId(Installation.QUEUE, 1, number, number);
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(
                        installation.topics.dead(Installation.QUEUE),
                        0,
                        id.toString().getBytes(StandardCharsets.UTF_8),
                        "{}".getBytes(StandardCharsets.UTF_8));
        JobHeaders.write(
                record.headers(),
                id.toString(),
                "/clients/c",
                "t".getBytes(StandardCharsets.UTF_8),
                true,
                null,
                new JobEnvelope(
                        0, generation, 0, 1, 1, 0, expiresAt, 0, 0, 0, "c", "", "", List.of(), ""));
        record.headers()
                .add(
                        JobHeaders.DEAD,
                        new DeadLetter(
                                        "TP-3001",
                                        "boom",
                                        "",
                                        "",
                                        "x",
                                        1,
                                        0,
                                        0,
                                        1,
                                        generation,
                                        1,
                                        "w",
                                        false)
                                .encode());
        return record;
    }
}
