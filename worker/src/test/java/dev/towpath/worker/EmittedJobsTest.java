package dev.towpath.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.config.Order;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.State;
import dev.towpath.worker.handler.Emission;
import dev.towpath.worker.handler.JobContext;
import dev.towpath.worker.handler.Outcome;
import dev.towpath.worker.handler.Payload;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Handlers that emit very many jobs.
class EmittedJobsTest {
    private static final int MOST = 10_000;
    private static final String PARENT = "parent";
    private static final String CHILD = "child";

    private final AtomicInteger parents = new AtomicInteger();
    private final Map<Integer, AtomicInteger> children = new ConcurrentHashMap<>();

    @Test
    void tenThousandOfEachOfTwoParentsArriveOnce() {
        CountDownLatch ended = new CountDownLatch(2 * MOST);
        try (Installation installation = installation(MOST)) {
            // Two at once emit more than the producer holds.
            JobId one = installation.job(PARENT).data("0").send();
            JobId other = installation.job(PARENT).data(String.valueOf(MOST)).send();
            installation.flush();
            try (Worker worker =
                    worker(installation, ended)
                            .handle(
                                    PARENT,
                                    Payload.json(),
                                    (data, job) -> {
                                        emit(job, data.intValue(), MOST);
                                        return Outcome.done();
                                    })
                            .start()) {
                Eventually.await("every child ends", ended);
                installation.awaitCommitted(2L * MOST + 2);
                assertThat(worker.problems()).isEmpty();
            }
            assertThat(children).hasSize(2 * MOST);
            assertThat(children.values()).allMatch(count -> count.get() == 1);
            assertThat(parents).hasValue(2);
            Map<String, Mark> marks = installation.marks();
            assertThat(marks).hasSize(2 * MOST + 2);
            assertThat(marks).containsKeys(Installation.tail(one), Installation.tail(other));
            assertThat(marks.values()).allMatch(mark -> mark.state() == State.DONE);
        }
    }

    @Test
    void aDeadJobIsToldOfByAnotherWithItsPayload() throws InterruptedException {
        BlockingQueue<JsonNode> told = new LinkedBlockingQueue<>();
        try (Installation installation = new Installation(1).type(PARENT).onDead(PARENT, CHILD)) {
            JobId dies = installation.job(PARENT).data("{\"article\":7}").send();
            installation.flush();
            try (Worker worker =
                    installation
                            .worker()
                            .handle(
                                    PARENT,
                                    Payload.json(),
                                    (data, job) -> Outcome.dead("no such article"))
                            .handle(
                                    CHILD,
                                    Payload.json(),
                                    (data, job) -> {
                                        told.add(data);
                                        return Outcome.done();
                                    })
                            .start()) {
                JsonNode notice = told.poll(60, TimeUnit.SECONDS);
                installation.awaitCommitted(2);

                assertThat(worker.problems()).isEmpty();
                assertThat(notice).isNotNull();
                assertThat(notice.get("job").stringValue()).isEqualTo(dies.toString());
                assertThat(notice.get("type").stringValue()).isEqualTo(PARENT);
                assertThat(notice.get("code").stringValue()).isEqualTo("TP-3002");
                assertThat(notice.get("reason").stringValue()).isEqualTo("no such article");
                assertThat(notice.get("attempts").intValue()).isEqualTo(1);
                assertThat(notice.at("/data/article").intValue()).isEqualTo(7);
            }
            assertThat(told).isEmpty();
            assertThat(installation.mark(dies).state()).isEqualTo(State.DEAD);
            assertThat(installation.deadLetters()).hasSize(1);
        }
    }

    @Test
    void aboveTheBoundTheAttemptFailsAndNoneIsSentThoughTheHandlerTakesNoNotice() {
        CountDownLatch ended = new CountDownLatch(1);
        try (Installation installation = installation(MOST / 10)) {
            JobId heedless = installation.job(PARENT).data("true").send();
            JobId heedful = installation.job(PARENT).data("false").send();
            installation.job(CHILD).data("-1").send();
            installation.flush();
            try (Worker worker =
                    worker(installation, ended)
                            .handle(PARENT, Payload.json(), this::emitTooMany)
                            .start()) {
                Eventually.await("the job beside them ends", ended);
                installation.awaitCommitted(3);
                assertThat(worker.problems()).isEmpty();
            }
            assertThat(children).containsOnlyKeys(-1);
            assertThat(installation.marks()).hasSize(3);
            for (JobId parent : new JobId[] {heedless, heedful}) {
                Mark mark = installation.mark(parent);
                assertThat(mark.state()).isEqualTo(State.DEAD);
                assertThat(mark.code()).isEqualTo(ErrorCode.TOO_MANY_CHILDREN.code());
                assertThat(mark.reason())
                        .startsWith("an attempt may emit at most 1000 jobs (worker.maxChildren)");
            }
        }
    }

    private Outcome emitTooMany(JsonNode heedless, JobContext job) {
        try {
            emit(job, 0, MOST);
        } catch (TowpathException e) {
            if (!heedless.booleanValue()) {
                throw e;
            }
        }
        return Outcome.done();
    }

    private void emit(JobContext job, int first, int count) {
        parents.incrementAndGet();
        for (int i = first; i < first + count; i++) {
            job.emit(Emission.of(CHILD, String.valueOf(i)));
        }
    }

    private Worker.Builder worker(Installation installation, CountDownLatch ended) {
        return installation
                .worker()
                .handle(
                        CHILD,
                        Payload.json(),
                        (data, job) -> {
                            children.computeIfAbsent(data.intValue(), key -> new AtomicInteger())
                                    .incrementAndGet();
                            ended.countDown();
                            return Outcome.done();
                        });
    }

    private static Installation installation(int maxChildren) {
        return new Installation(2)
                .type(PARENT, Order.NONE, Duration.ofSeconds(60), 1000)
                .type(CHILD)
                .bounds(new Bounds().maxChildren(maxChildren).config());
    }
}
