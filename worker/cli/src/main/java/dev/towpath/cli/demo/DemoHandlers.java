package dev.towpath.cli.demo;

import dev.towpath.worker.handler.JobContext;
import dev.towpath.worker.handler.JobHandlers;
import dev.towpath.worker.handler.Outcome;
import dev.towpath.worker.handler.Payload;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// The example's handlers: what a handler in Java looks like.
public final class DemoHandlers implements JobHandlers {
    /// The job type of the one curl line that `towpath dev` prints.
    public static final String HELLO = "demo.hello";

    /// The job type of `towpath demo`.
    public static final String UPSERT = "demo.compat.upsert";

    /// The job type of `towpath demo bad-deploy`.
    public static final String SHIP = "demo.order.ship";

    /// The system property that names the file of [CompatStore].
    public static final String FILE_PROPERTY = "towpath.demo.file";

    private static final Logger log = LoggerFactory.getLogger(DemoHandlers.class);

    @Override
    public void register(Registry registry) {
        registry.handle(HELLO, Payload.json(), (data, job) -> hello(data));
        CompatStore store = CompatStore.open(file());
        registry.handle(UPSERT, Payload.json(Entry.class), (entry, job) -> upsert(store, entry));
        Shipments shipments = Shipments.open(file());
        BadDeploy deploy = BadDeploy.beside(file());
        registry.handle(SHIP, Payload.json(), (order, job) -> ship(shipments, deploy, order, job));
    }

    /// A shop would charge the total; the demo counts.
    private static Outcome ship(
            Shipments shipments, BadDeploy deploy, JsonNode order, JobContext job) {
        if (deploy.total(order, job) <= 0) {
            return Outcome.dead("an order for nothing");
        }
        shipments.ship(
                order.path("run").asString(""), job.deployment(), order.path("number").asInt(0));
        return Outcome.done();
    }

    static Path file() {
        return Path.of(System.getProperty(FILE_PROPERTY, ".towpath/demo.sqlite"));
    }

    private static Outcome hello(JsonNode data) {
        log.info("Hello, {}!", data.path("name").asString("you"));
        return Outcome.done();
    }

    /// Running this twice leaves the same row, which is what makes it safe: a job is executed at
    /// least once.
    private static Outcome upsert(CompatStore store, Entry entry) {
        if (!entry.isSound()) {
            store.unsound(entry);
            return Outcome.dead(
                    "the link of "
                            + entry.id()
                            + " is '"
                            + entry.url()
                            + "', expected one that begins with https://");
        }
        store.upsert(entry);
        return Outcome.done();
    }
}
