package dev.towpath.worker.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.ledger.Mark;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.worker.core.Arrival;
import dev.towpath.worker.core.Effect;
import dev.towpath.worker.core.QueuePartition;
import dev.towpath.worker.core.Settlement;
import dev.towpath.worker.core.Verdict;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class VerdictsTest {
    private static final Logger LOG = (Logger) LoggerFactory.getLogger("dev.towpath.verdict");

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Verdicts verdicts =
            new Verdicts(new WorkerMetrics(new SimpleMeterRegistry()), ended -> {});

    @BeforeEach
    void listen() {
        lines.start();
        LOG.addAppender(lines);
        LOG.setLevel(Level.WARN);
    }

    @AfterEach
    void stop() {
        LOG.detachAppender(lines);
        LOG.setLevel(null);
    }

    @Test
    void theLineOfAJobThatAHandlerThrewOnNamesTheClassOfWhatItThrew() {
        String message = "Cannot invoke \"String.length()\"";
        verdicts.refused(
                dead(
                        message,
                        new Verdict.Failed(
                                ErrorCode.HANDLER_FAILED,
                                message,
                                NullPointerException.class.getName(),
                                "")));

        assertThat(lines.list)
                .singleElement()
                .extracting(ILoggingEvent::getFormattedMessage)
                .asString()
                .endsWith(" is dead: TP-3001 java.lang.NullPointerException: " + message);
    }

    @Test
    void theLineOfAJobThatFailedWithoutAnExceptionHasTheReasonAlone() {
        verdicts.refused(
                dead(
                        "no answer",
                        new Verdict.Failed(ErrorCode.HANDLER_FAILED, "no answer", "", "")));

        assertThat(lines.list.getFirst().getFormattedMessage())
                .endsWith(" is dead: TP-3001 no answer");
    }

    private static Effect.Refused dead(String reason, Verdict.Failed failure) {
        JobEnvelope envelope =
                new JobEnvelope(0, 0, 0, 1, 1, 0, 0, 0, 1, 0, "site", "", "", List.of(), "");
        Mark mark =
                new Mark(
                        State.DEAD,
                        0,
                        1,
                        0,
                        1,
                        0,
                        7,
                        1,
                        1,
                        1,
                        2,
                        0,
                        0,
                        "site",
                        "TP-3001",
                        reason,
                        "mail.send",
                        0,
                        0,
                        "");
        Arrival.Submitted arrival =
                new Arrival.Submitted(7, 100, "record", 1, 2, envelope, "mail.send", 0, 0);
        return new Effect.Refused(
                new Settlement.Settled(
                        new QueuePartition("default", 0), 1, arrival, mark, failure));
    }
}
