package dev.towpath.e2e.torture;

import dev.towpath.e2e.fleet.Installation;
import dev.towpath.e2e.fleet.Keys;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The clients: they submit jobs over HTTP, drawn from a seed, one after the other each, and call
/// some off. When they do not hear what became of a job, they ask the other gateway under the same
/// key.
final class Visitors implements AutoCloseable {
    private static final TimeUnit MS = TimeUnit.MILLISECONDS;
    private static final int THREADS = 8;
    private static final int GROUPS = 12;
    private static final int RETRIES = 8;

    /// The delay in seconds of what is still on the ladder when a run ends.
    private static final int FAR_AWAY = 86_400;

    private static final int KEYS_REMEMBERED = 400;
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final List<Integer> ports;
    private final Promises promises;
    private final long pauseMillis;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(2))
                    .build();
    private final JsonMapper json = JsonMapper.builder().build();
    private final CountDownLatch gone = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    /// @param ports of the gateways
    /// @param perSecond jobs that all of them submit in a second when nothing hinders them
    Visitors(List<Integer> ports, Promises promises, long seed, int perSecond) {
        this.ports = ports;
        this.promises = promises;
        this.pauseMillis = 1_000L * THREADS / perSecond;
        for (int i = 0; i < THREADS; i++) {
            Visitor visitor = new Visitor(i, new Random(seed + i));
            threads.add(Thread.ofVirtual().name("visitor-" + i).start(visitor::visit));
        }
    }

    /// No more is submitted; what is under way is brought to an end.
    @Override
    public void close() {
        gone.countDown();
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        http.close();
    }

    /// What one submission says.
    private record Wish(String type, String group, String key, String delay, String data) {}

    private final class Visitor {
        private final int index;
        private final Random random;
        private final List<Wish> keyed = new ArrayList<>();
        private final List<String> jobs = new ArrayList<>();
        private int number;

        private Visitor(int index, Random random) {
            this.index = index;
            this.random = random;
        }

        private void visit() {
            try {
                while (!gone.await(pauseMillis / 2 + random.nextLong(pauseMillis + 1), MS)) {
                    int dice = random.nextInt(100);
                    if (dice < 5 && !jobs.isEmpty()) {
                        cancel(jobs.get(random.nextInt(jobs.size())));
                    } else {
                        submit(dice < 7 ? refusedWish() : wish());
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private Wish wish() {
            int dice = random.nextInt(100);
            if (dice < 12 && !keyed.isEmpty()) {
                Wish earlier = keyed.get(random.nextInt(keyed.size()));
                boolean conflict = dice < 4 && earlier.type.equals(Installation.PLAIN);
                String data = conflict ? data() : earlier.data;
                return new Wish(earlier.type, earlier.group, earlier.key, earlier.delay, data);
            }
            String type = Installation.PLAIN;
            String group = "";
            String delay = "";
            if (dice < 17) {
                type = Installation.FAILS;
            } else if (dice < 27) {
                type = Installation.FLAKY;
            } else if (dice < 50) {
                type = Installation.ORDERED;
                group = "group " + random.nextInt(GROUPS);
            } else if (dice < 64) {
                delay = 1 + random.nextInt(25) + "s";
            } else if (dice == 64) {
                delay = FAR_AWAY + "s";
            }
            boolean hasKey = random.nextInt(4) > 0;
            String key = hasKey ? "key-" + index + "-" + number : "";
            Wish fresh = new Wish(type, group, key, delay, data());
            if (hasKey) {
                keyed.add(fresh);
                if (keyed.size() > KEYS_REMEMBERED) {
                    keyed.removeFirst();
                }
            }
            return fresh;
        }

        private String data() {
            return "{\"number\":" + number++ + ",\"visitor\":" + index + "}";
        }

        /// One that no gateway takes.
        private Wish refusedWish() {
            return new Wish("no type/" + number, "", "", "", data());
        }

        private void submit(Wish wish) throws InterruptedException {
            int tries = wish.key.isEmpty() ? 1 : RETRIES;
            int gateway = random.nextInt(ports.size());
            for (int i = 0; i < tries; i++) {
                if (ask(wish, (gateway + i) % ports.size())) {
                    return;
                }
                promises.unknown();
                if (gone.await(500, MS) && i > 2) {
                    return;
                }
            }
        }

        /// @return whether it is known what became of it
        private boolean ask(Wish wish, int gateway) throws InterruptedException {
            String span = HexFormat.of().toHexDigits(random.nextLong());
            ObjectNode body = json.createObjectNode();
            body.put("type", wish.type);
            body.set("data", json.readTree(wish.data));
            if (!wish.group.isEmpty()) {
                body.put("group", wish.group);
            }
            if (!wish.delay.isEmpty()) {
                body.put("delay", wish.delay);
            }
            HttpRequest.Builder request =
                    request("/v1/jobs", gateway)
                            .header("Content-Type", "application/json")
                            .header("traceparent", "00-" + "a".repeat(32) + "-" + span + "-01")
                            .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
            if (!wish.key.isEmpty()) {
                request.header("Idempotency-Key", wish.key);
            }
            HttpResponse<String> answer;
            try {
                answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            } catch (IOException e) {
                return false;
            }
            int status = answer.statusCode();
            if (status == 202) {
                String job = json.readTree(answer.body()).get("id").asString();
                long delay =
                        wish.delay.isEmpty()
                                ? 0
                                : 1_000 * Long.parseLong(wish.delay.replace("s", ""));
                promises.accepted(span, job, System.currentTimeMillis() + delay);
                remember(job);
                return true;
            }
            if (status >= 400 && status < 500) {
                promises.refused(span);
                return true;
            }
            return false;
        }

        private void remember(String job) {
            jobs.add(job);
            if (jobs.size() > 40) {
                jobs.removeFirst();
            }
        }

        private void cancel(String job) throws InterruptedException {
            try {
                HttpResponse<String> answer =
                        http.send(
                                request("/v1/jobs/" + job, random.nextInt(ports.size()))
                                        .DELETE()
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 202) {
                    promises.cancelled();
                }
            } catch (IOException e) {
                // Whether it was asked for is open; the log will say.
            }
        }
    }

    private HttpRequest.Builder request(String path, int gateway) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.get(gateway) + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + Keys.SITE);
    }
}
