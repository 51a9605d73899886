package dev.towpath.bench;

import dev.towpath.push.PushTarget;
import dev.towpath.schemas.id.JobId;
import dev.towpath.worker.handler.Fence;
import dev.towpath.worker.handler.JobContext;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// What a push costs beyond a bare request: at 1,000 a second in open loop to a bare endpoint that
/// answers at once, rounds of a push target and of the JDK's client with the same body in turn.
final class PushOverhead {
    private static final int RATE = 1_000;
    private static final int SECONDS = 10;
    private static final int CONNECTIONS = 200;
    private static final String ID = "default_0_01hf7yat0004hmasw9nf6ysjdk";

    private PushOverhead() {}

    /// A request, made and answered.
    private interface Request {
        void make() throws IOException, InterruptedException;
    }

    private record Round(double median, double p99) {}

    static void run(int rounds) throws IOException, InterruptedException {
        JsonNode data = JsonNodeFactory.instance.objectNode().put("text", "x".repeat(987));
        try (Child site = new Child(SignedSite.class, List.of("-Xmx512m"), "0")) {
            URI url = URI.create("http://127.0.0.1:" + site.read() + "/api/towpath");
            try (PushTarget target =
                            new PushTarget(
                                    PushingWorker.push(url), CONNECTIONS, InstantSource.system());
                    HttpClient bare =
                            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
                Request push = () -> target.handle(data, job());
                Request plain = () -> plain(bare, url, data);
                round(push);
                round(plain);
                double[] more = new double[rounds];
                for (int i = 0; i < rounds; i++) {
                    Round bareRound = round(plain);
                    Round pushRound = round(push);
                    more[i] = pushRound.p99 - bareRound.p99;
                    System.out.printf(
                            "bare p50 %.2f p99 %.2f ms, push p50 %.2f p99 %.2f ms%n",
                            bareRound.median, bareRound.p99, pushRound.median, pushRound.p99);
                }
                Arrays.sort(more);
                System.out.printf(
                        "%d rounds of %d s at %,d a second, 1 KB: a push's p99 beyond a bare"
                                + " request's, median %.2f ms, most %.2f ms%n",
                        rounds, SECONDS, RATE, more[rounds / 2], more[rounds - 1]);
            }
        }
    }

    /// In open loop: what is late because of another counts from when it should have begun.
    private static Round round(Request request) throws InterruptedException {
        int count = RATE * SECONDS;
        long[] nanos = new long[count];
        CountDownLatch open = new CountDownLatch(count);
        long from = System.nanoTime();
        for (int i = 0; i < count; i++) {
            int number = i;
            long due = from + number * (1_000_000_000L / RATE);
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try {
                                    request.make();
                                } catch (IOException | InterruptedException e) {
                                    throw new IllegalStateException(e);
                                } finally {
                                    nanos[number] = System.nanoTime() - due;
                                    open.countDown();
                                }
                            });
        }
        open.await();
        Arrays.sort(nanos);
        return new Round(nanos[count / 2] / 1e6, nanos[count / 100 * 99] / 1e6);
    }

    private static void plain(HttpClient client, URI url, JsonNode data)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(url)
                        .header("webhook-id", ID)
                        .header("webhook-timestamp", "1")
                        .header("towpath-fence", "1.0.1")
                        .POST(HttpRequest.BodyPublishers.ofString(data.toString()))
                        .build();
        client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    private static JobContext job() {
        Instant now = Instant.now();
        return (JobContext)
                Proxy.newProxyInstance(
                        JobContext.class.getClassLoader(),
                        new Class<?>[] {JobContext.class},
                        (proxy, method, args) ->
                                switch (method.getName()) {
                                    case "id" -> JobId.parse(ID).orElseThrow();
                                    case "fence" -> new Fence(1, 0, 1);
                                    case "deadline" -> now.plusSeconds(30);
                                    case "acceptedAt" -> now;
                                    case "window" -> Duration.ofHours(24);
                                    case "tags" -> List.of();
                                    case "attempt" -> 1;
                                    case "generation" -> 0;
                                    case "checksum" -> 0L;
                                    case "forced" -> false;
                                    default -> "";
                                });
    }
}
