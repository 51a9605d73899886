package dev.towpath.push;

import dev.towpath.schemas.config.Acknowledgement;
import dev.towpath.schemas.config.Previews;
import dev.towpath.schemas.config.PushConfig;
import dev.towpath.schemas.payload.Checked;
import dev.towpath.schemas.payload.Shown;
import dev.towpath.schemas.payload.StrictJson;
import dev.towpath.worker.handler.JobContext;
import dev.towpath.worker.handler.JobHandler;
import dev.towpath.worker.handler.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.ModalCloseable;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// An HTTP endpoint that does jobs: the handler of all types whose target it is. Each attempt is
/// one signed request; see docs/push.md for what is sent, and what is made of the answer.
public final class PushTarget implements JobHandler<JsonNode>, AutoCloseable {
    /// How long the end of an answer may take behind its outcome, for the connection to be kept.
    private static final Duration LAST_CHUNK = Duration.ofSeconds(1);

    private static final String BYPASS = "x-vercel-protection-bypass";

    private final URI url;
    private final Previews previews;
    private final boolean signed;
    private final Signatures signatures;
    private final CloseableHttpClient http;
    private final PushMetrics metrics;
    private final InstantSource clock;

    /// One that nobody measures.
    ///
    /// @param connections that may be open at a time
    public PushTarget(PushConfig config, int connections, InstantSource clock) {
        this("", config, connections, clock, new CompositeMeterRegistry());
    }

    /// @param name of the target in the configuration
    /// @param connections that may be open at a time
    public PushTarget(
            String name,
            PushConfig config,
            int connections,
            InstantSource clock,
            MeterRegistry registry) {
        this(
                config,
                connections,
                clock,
                InetAddress::getAllByName,
                new PushMetrics(registry, name));
    }

    PushTarget(
            PushConfig config,
            int connections,
            InstantSource clock,
            AddressGuard.Lookup lookup,
            PushMetrics metrics) {
        this.url = config.url();
        this.previews = config.previews();
        this.signed = config.ack() == Acknowledgement.SIGNED;
        this.signatures = new Signatures(config.secrets());
        this.clock = clock;
        AddressGuard guard =
                new AddressGuard(
                        lookup,
                        config.allow().stream().map(Network::of).toList(),
                        "http".equals(config.url().getScheme()));
        PoolingHttpClientConnectionManager pool = Connections.pool(guard, connections);
        this.http = Connections.client(pool);
        this.metrics = metrics;
        metrics.watch(pool);
    }

    @Override
    public Outcome handle(JsonNode data, JobContext job) throws IOException {
        Exchange exchange = new Exchange();
        Optional<URI> preview = previews.url(url, job.deployment());
        @Nullable Outcome outcome = null;
        try {
            outcome = posted(preview.orElse(url), data, job, exchange);
            if (preview.isPresent()) {
                outcome = alone(outcome);
            }
            return outcome;
        } finally {
            long nanos = exchange.nanos();
            String where = preview.map(uri -> "; preview: " + uri.getAuthority()).orElse("");
            job.note(exchange.words(nanos) + where);
            metrics.ended(outcome, nanos);
        }
    }

    /// A preview that is out fails its own jobs by their policy: it may be gone for good, and
    /// nothing else is to wait for it.
    private static Outcome alone(Outcome outcome) {
        return outcome instanceof Outcome.Hold hold && hold.byTarget()
                ? new Outcome.Retry(hold.reason(), hold.after())
                : outcome;
    }

    private Outcome posted(URI to, JsonNode data, JobContext job, Exchange exchange)
            throws IOException {
        Instant now = clock.instant();
        SentBody body = new SentBody(PushedJob.body(data, job, now));
        HttpPost request = request(to, body, job, now);
        String host = host(request);
        try {
            return answered(request, job, now.getEpochSecond(), exchange);
        } catch (SocketTimeoutException e) {
            if (!body.began()) {
                return Outcome.hold(host + " did not take a connection: " + message(e));
            }
            return Outcome.retry(host + " did not answer in time");
        } catch (Answer.TooMuch e) {
            return Outcome.brokeOff(host + " answered too much: " + message(e));
        } catch (IOException e) {
            return broke(host, e, body);
        }
    }

    @Override
    public void close() throws IOException {
        metrics.close();
        http.close();
    }

    private HttpPost request(URI to, SentBody body, JobContext job, Instant now) {
        HttpPost request = new HttpPost(to);
        request.setEntity(body);
        long timestamp = now.getEpochSecond();
        String id = job.id().toString();
        request.setHeader("webhook-id", id);
        request.setHeader("webhook-timestamp", Long.toString(timestamp));
        request.setHeader("webhook-signature", signatures.of(id, timestamp, body.bytes()));
        request.setHeader("towpath-attempt", Integer.toString(job.attempt()));
        request.setHeader("towpath-fence", job.fence().toString());
        request.setHeader("towpath-deadline", Long.toString(job.deadline().toEpochMilli()));
        if (!job.traceParent().isEmpty()) {
            request.setHeader("traceparent", job.traceParent());
        }
        previews.bypass().ifPresent(bypass -> request.setHeader(BYPASS, bypass.text()));
        request.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
        long left = Math.max(1, Duration.between(now, job.deadline()).toMillis());
        request.setConfig(
                RequestConfig.copy(Connections.REQUEST)
                        .setResponseTimeout(Timeout.ofMilliseconds(left))
                        .build());
        return request;
    }

    /// What was read counts, however the connection ends behind it.
    private Outcome answered(HttpPost request, JobContext job, long timestamp, Exchange exchange)
            throws IOException {
        ClassicHttpResponse response = http.executeOpen(null, request, null);
        try {
            exchange.answered(response.getCode(), response);
            return judge(request, response, job, timestamp);
        } catch (Answer.Unreadable e) {
            return Outcome.retry(
                    host(request) + " signed a line that cannot be read: " + message(e));
        } finally {
            if (response instanceof ModalCloseable open) {
                // Unless it was read to its end, and is in the pool again. Reads nothing more.
                open.close(CloseMode.IMMEDIATE);
            }
        }
    }

    private Outcome judge(
            HttpPost request, ClassicHttpResponse response, JobContext job, long timestamp)
            throws IOException {
        int status = response.getCode();
        if (!signed && StatusRules.isGood(status)) {
            return Outcome.done();
        }
        String what = what(host(request), response, "");
        HttpEntity entity = response.getEntity();
        if (signed && entity != null) {
            Answer answer = new Answer(entity.getContent(), signatures, job, timestamp, clock);
            Optional<Outcome> outcome = answer.read();
            if (outcome.isPresent()) {
                Future<?> late = Connections.cancelLate(request, LAST_CHUNK);
                answer.readOn();
                late.cancel(false);
                return outcome.get();
            }
            if (answer.isOurs()) {
                return Outcome.brokeOff(host(request) + " ended its answer without an outcome");
            }
            what = what(host(request), response, answer.unsigned());
        }
        Instant now = clock.instant();
        Header retryAfter = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
        return StatusRules.outcome(
                status,
                retryAfter == null
                        ? Optional.empty()
                        : StatusRules.retryAfter(retryAfter.getValue(), now),
                what,
                now);
    }

    /// What came, for people. Of the text only what a problem document says of itself: a page may
    /// have anything in it.
    private String what(String host, ClassicHttpResponse response, String text) {
        StringBuilder what = new StringBuilder(host);
        what.append(" answered ").append(response.getCode());
        if (signed) {
            what.append(" without a signed outcome");
        }
        Header location = response.getFirstHeader(HttpHeaders.LOCATION);
        if (location != null) {
            what.append(", and points to ")
                    .append(Shown.clip(location.getValue().split("\\?", 2)[0]));
        }
        Header type = response.getFirstHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null && type.getValue().startsWith("application/problem+json")) {
            what.append(": ").append(detail(text));
        } else if (type != null && type.getValue().startsWith("text/html")) {
            what.append(": a page");
        }
        return what.toString();
    }

    private static String detail(String problem) {
        return switch (StrictJson.read(problem.getBytes(StandardCharsets.UTF_8))) {
            case Checked.Good<JsonNode>(JsonNode json) when json.path("detail").isString() ->
                    Shown.printable(json.path("detail").stringValue());
            case Checked.Good<JsonNode>(JsonNode json) when json.path("title").isString() ->
                    Shown.printable(json.path("title").stringValue());
            case Checked.Good<JsonNode> _, Checked.Bad<JsonNode> _ ->
                    "a problem that cannot be read";
        };
    }

    private static Outcome broke(String host, IOException e, SentBody body) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            InterruptedIOException interrupted = new InterruptedIOException("interrupted");
            interrupted.initCause(e);
            throw interrupted;
        }
        if (!body.began()) {
            return Outcome.hold(host + " cannot be reached: " + message(e));
        }
        return Outcome.brokeOff(
                "the connection to " + host + " broke before it had answered: " + message(e));
    }

    private static String host(HttpPost request) {
        return request.getAuthority().getHostName();
    }

    private static String message(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /// A body that knows whether any of it may have been sent.
    private static final class SentBody extends AbstractHttpEntity {
        private final byte[] bytes;
        private volatile boolean began;

        SentBody(byte[] bytes) {
            super("application/json", null);
            this.bytes = bytes;
        }

        byte[] bytes() {
            return bytes;
        }

        boolean began() {
            return began;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            began = true;
            out.write(bytes);
        }

        @Override
        public InputStream getContent() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public long getContentLength() {
            return bytes.length;
        }

        @Override
        public boolean isStreaming() {
            return false;
        }

        @Override
        public boolean isRepeatable() {
            return true;
        }

        @Override
        public void close() {}
    }
}
