package dev.towpath.push;

import java.time.Duration;
import java.util.Iterator;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.HeaderElement;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.message.MessageSupport;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/// How connections to an endpoint are made, kept and given up.
final class Connections {
    static final RequestConfig REQUEST =
            RequestConfig.custom()
                    .setConnectionRequestTimeout(Timeout.ofSeconds(5))
                    .setRedirectsEnabled(false)
                    .setAuthenticationEnabled(false)
                    .setContentCompressionEnabled(false)
                    .setProtocolUpgradeEnabled(false)
                    .build();

    private static final Timeout CONNECT = Timeout.ofSeconds(5);

    /// A connection that rested for so long is looked at before it is used again: the endpoint may
    /// have closed it, and what is sent into it then may or may not have been done.
    private static final TimeValue LOOK_AFTER = TimeValue.ofMilliseconds(20);

    /// Node keeps a connection for 5 s; we have to be the first to close it.
    private static final TimeValue KEEP = TimeValue.ofSeconds(2);

    /// An endpoint that is asked to end waits for its connections, and a busy one never rests: so
    /// each has to be old within the 30 s that Kubernetes grants.
    private static final TimeValue OLDEST = TimeValue.ofSeconds(15);
    private static final ScheduledExecutorService CLOCK = clock();
    private static final int MAX_HEADERS = 100;

    /// Each connection has three of them: with the client's own 32 KiB, 5,000 pushes in flight take
    /// half a gigabyte.
    private static final int BUFFER_BYTES = 4 * 1024;

    private static final int MAX_HEADER_BYTES = 16 * 1024;

    private Connections() {}

    static PoolingHttpClientConnectionManager pool(AddressGuard guard, int connections) {
        Http1Config bounds =
                Http1Config.custom()
                        .setMaxHeaderCount(MAX_HEADERS)
                        .setMaxLineLength(MAX_HEADER_BYTES)
                        .setBufferSize(BUFFER_BYTES)
                        .build();
        ConnectionConfig config =
                ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT)
                        .setValidateAfterInactivity(LOOK_AFTER)
                        .setTimeToLive(OLDEST)
                        .build();
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(guard)
                .setDefaultConnectionConfig(config)
                .setConnectionFactory(
                        ManagedHttpClientConnectionFactory.builder().http1Config(bounds).build())
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                .setMaxConnTotal(connections)
                .setMaxConnPerRoute(connections)
                .build();
    }

    static CloseableHttpClient client(PoolingHttpClientConnectionManager pool) {
        return HttpClients.custom()
                .setConnectionManager(pool)
                .setKeepAliveStrategy((response, context) -> keep(response))
                .setUserAgent("towpath")
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableConnectionState()
                .disableDefaultUserAgent()
                .build();
    }

    /// A second less than the endpoint says that it keeps a connection.
    private static TimeValue keep(HttpResponse response) {
        Iterator<HeaderElement> elements = MessageSupport.iterate(response, HttpHeaders.KEEP_ALIVE);
        while (elements.hasNext()) {
            HeaderElement element = elements.next();
            if ("timeout".equalsIgnoreCase(element.getName())) {
                OptionalLong seconds = seconds(element.getValue());
                if (seconds.isPresent()) {
                    // Nothing, or less, would mean for ever.
                    return seconds.getAsLong() > 1
                            ? TimeValue.ofSeconds(seconds.getAsLong() - 1)
                            : TimeValue.ofMilliseconds(1);
                }
            }
        }
        return KEEP;
    }

    /// Cancels a request unless what it waits for comes in time.
    static Future<?> cancelLate(Cancellable request, Duration limit) {
        return CLOCK.schedule(request::cancel, limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static ScheduledExecutorService clock() {
        ScheduledThreadPoolExecutor clock =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().name("push-clock").daemon().factory());
        clock.setRemoveOnCancelPolicy(true);
        return clock;
    }

    private static OptionalLong seconds(String text) {
        return text != null && text.matches("[0-9]{1,6}")
                ? OptionalLong.of(Long.parseLong(text))
                : OptionalLong.empty();
    }
}
