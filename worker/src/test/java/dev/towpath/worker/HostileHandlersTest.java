package dev.towpath.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.config.Order;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.wire.DeadLetter;
import dev.towpath.schemas.wire.JobHeaders;
import dev.towpath.worker.handler.JobContext;
import dev.towpath.worker.handler.Outcome;
import dev.towpath.worker.handler.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Handlers that misbehave, each with a good job behind it in its group, and one worker that has
/// run them all on one partition.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileHandlersTest {
    private static final String TYPE = "hostile";
    private static final String STUBBORN = "stubborn";
    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final Duration GRACE = Duration.ofMillis(300);

    private final Map<String, Hostility> hostilities =
            Hostility.all().stream()
                    .collect(Collectors.toMap(Hostility::what, Function.identity()));
    private final Installation installation =
            new Installation(1)
                    .type(TYPE, Order.GROUP, TIMEOUT, 1000)
                    .type(STUBBORN, Order.NONE, TIMEOUT, 1)
                    .bounds(new Bounds().timeoutGrace(GRACE).config());
    private final List<Pair> pairs = new ArrayList<>();
    private final Stubborn stubborn = new Stubborn();
    private final CountDownLatch good = new CountDownLatch(hostilities.size() + 1);
    private final CountDownLatch last = new CountDownLatch(1);

    /// A job whose handler misbehaves, and a good one behind it.
    record Pair(Hostility hostility, JobId hostile, JobId behind) {
        @Override
        public String toString() {
            return hostility.what();
        }
    }

    private JobId ignoring;
    private JobId afterIgnoring;
    private Map<String, List<Mark>> marks;
    private Map<Long, DeadLetter> letters;

    @BeforeAll
    void aWorkerRunsThemAll() {
        ignoring = installation.job(STUBBORN).data("\"ignores its interrupt\"").send();
        afterIgnoring = installation.job(STUBBORN).data("\"good\"").send();
        for (Hostility hostility : hostilities.values()) {
            String what = hostility.what();
            pairs.add(
                    new Pair(
                            hostility,
                            installation.job(TYPE).group(what).data('"' + what + '"').send(),
                            installation.job(TYPE).group(what).data("\"good\"").send()));
        }
        installation.flush();
        try (Worker worker =
                installation
                        .worker()
                        .handle(TYPE, Payload.json(), this::handle)
                        .handle(STUBBORN, Payload.json(), this::handle)
                        .start()) {
            Eventually.await("a good job behind each of them ends", good);
            assertThat(worker.problems()).isEmpty();
            stubborn.answer();
            installation.job(TYPE).data("\"last\"").send();
            installation.flush();
            Eventually.await("a job ends after the late answer", last);
            installation.awaitCommitted(2L * hostilities.size() + 3);
        }
        marks = installation.ends();
        letters = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : installation.deadLetters()) {
            DeadLetter why =
                    DeadLetter.decode(record.headers().lastHeader(JobHeaders.DEAD).value());
            assertThat(letters.put(why.offset(), why)).isNull();
        }
    }

    @AfterAll
    void close() {
        installation.close();
    }

    private Outcome handle(JsonNode data, JobContext job) throws Exception {
        String what = data.asString();
        switch (what) {
            case "good" -> good.countDown();
            case "last" -> last.countDown();
            case "ignores its interrupt" -> stubborn.ignore();
            default -> {
                return Objects.requireNonNull(hostilities.get(what)).body().run(job);
            }
        }
        return Outcome.done();
    }

    List<Pair> pairs() {
        return pairs;
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void theJobIsDeadForItsReasonAndTheOneBehindItIsDone(Pair pair) {
        Hostility wanted = pair.hostility();
        Mark mark = only(pair.hostile());
        assertThat(mark.state()).isEqualTo(State.DEAD);
        assertThat(mark.code()).isEqualTo(wanted.code().code());
        DeadLetter letter = Objects.requireNonNull(letters.get(mark.sourceOffset()));
        assertThat(letter.code()).isEqualTo(wanted.code().code());
        assertThat(letter.error()).isEqualTo(wanted.error());
        assertThat(letter.reason()).contains(wanted.reason());
        assertThat(letter.attempts()).isEqualTo(1);
        assertThat(letter.pointer()).isFalse();
        assertThat(only(pair.behind()).state()).isEqualTo(State.DONE);
    }

    @Test
    void aHandlerThatIgnoresItsInterruptIsGivenUpAndItsSlotIsFreeAgain() {
        Mark mark = only(ignoring);
        assertThat(mark.state()).isEqualTo(State.DEAD);
        assertThat(mark.code()).isEqualTo(ErrorCode.HANDLER_TIMED_OUT.code());
        assertThat(mark.reason())
                .isEqualTo(
                        "the handler did not end within 500 ms and ignored its interrupt; it may"
                                + " still be running, fenced");
        assertThat(stubborn.interrupts).hasValue(1);
        assertThat(only(afterIgnoring).state()).isEqualTo(State.DONE);
    }

    @Test
    void theLateAnswerOfAHandlerThatWasGivenUpChangesNothing() {
        assertThat(only(ignoring).state()).isEqualTo(State.DEAD);
        assertThat(letters).hasSize(hostilities.size() + 1);
        assertThat(marks).hasSize(2 * hostilities.size() + 3);
    }

    private Mark only(JobId job) {
        List<Mark> of = marks.getOrDefault(Installation.tail(job), List.of());
        assertThat(of).as("marks of %s", job).hasSize(1);
        return of.getFirst();
    }

    /// A handler that does not heed its interrupt, and answers when it is let.
    private static final class Stubborn {
        final AtomicInteger interrupts = new AtomicInteger();
        private final CountDownLatch released = new CountDownLatch(1);
        private volatile @Nullable Thread thread;

        void ignore() {
            thread = Thread.currentThread();
            while (true) {
                try {
                    released.await();
                    return;
                } catch (InterruptedException e) {
                    interrupts.incrementAndGet();
                }
            }
        }

        /// Returns when its answer is given.
        void answer() {
            released.countDown();
            try {
                Objects.requireNonNull(thread).join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
