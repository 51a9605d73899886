package dev.towpath.cli.demo;

import dev.towpath.cli.demo.Posting.Accepted;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Asks the gateway what has become of each job until it has ended: a few at a time, those that
/// have not ended again a moment later.
final class Watch implements AutoCloseable {
    private static final int AT_A_TIME = 16;
    private static final Duration ASK_AGAIN_AFTER = Duration.ofMillis(100);
    private static final Duration TRY_AGAIN_AFTER = Duration.ofMillis(500);

    private record Due(Accepted job, long nanos) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(nanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(
                    getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }

    private final DemoGateway gateway;
    private final Tally tally;
    private final Silence silence;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final DelayQueue<Due> waiting = new DelayQueue<>();
    private final List<Thread> askers = new ArrayList<>();
    private volatile @Nullable IOException failure;

    /// @param silence is told when the gateway does not answer, and when it does again
    Watch(DemoGateway gateway, Tally tally, Silence silence) {
        this.gateway = gateway;
        this.tally = tally;
        this.silence = silence;
        for (int i = 0; i < AT_A_TIME; i++) {
            askers.add(Thread.ofVirtual().start(this::ask));
        }
    }

    void add(Accepted job) {
        waiting.add(new Due(job, System.nanoTime()));
    }

    /// The last failure to ask, if asking fails at the moment; it goes on by itself.
    @Nullable IOException failure() {
        return failure;
    }

    /// While the gateway is away each asker tries one job now and then, however many wait.
    private void ask() {
        try {
            while (true) {
                Accepted job = waiting.take().job();
                try {
                    JsonNode found = gateway.job(job.id());
                    failure = null;
                    silence.ends();
                    if (!settle(job, found)) {
                        askAgain(job);
                    }
                } catch (IOException e) {
                    failed(e);
                    askAgain(job);
                    if (closed.await(TRY_AGAIN_AFTER.toMillis(), TimeUnit.MILLISECONDS)) {
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void failed(IOException e) {
        failure = e;
        if (e instanceof GatewayRefusal refusal && refusal.passes()) {
            // It is there, and says itself that it is not ready.
            silence.ends();
        } else {
            silence.goesOn(e);
        }
    }

    private void askAgain(Accepted job) {
        waiting.add(new Due(job, System.nanoTime() + ASK_AGAIN_AFTER.toNanos()));
    }

    /// Whether the job has ended. An end before this post is that of an earlier post: done, it
    /// makes this one a duplicate; dead, it does not keep this one from being tried again.
    private boolean settle(Accepted job, JsonNode found) {
        String state = found.path("state").asString("");
        long settled = found.path("settledAtMillis").asLong(0);
        switch (state) {
            case "accepted", "waiting", "running" -> {
                return false;
            }
            case "done" -> {
                if (settled < job.postedMillis()) {
                    tally.duplicate();
                } else {
                    tally.done(settled - job.postedMillis());
                }
            }
            default -> {
                if (settled < job.postedMillis()) {
                    return false;
                }
                tally.dead(
                        new Tally.Loss(
                                job.entry(),
                                found.path("code").asString(state),
                                found.path("reason").asString("")));
            }
        }
        return true;
    }

    @Override
    public void close() {
        closed.countDown();
        askers.forEach(Thread::interrupt);
    }
}
