package dev.towpath.cli.dev;

import dev.towpath.cli.demo.DemoHandlers;
import dev.towpath.schemas.config.ConfigReader;
import dev.towpath.schemas.config.GatewayConfig;
import dev.towpath.schemas.config.SchemaCheck;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.config.WorkerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The configuration that `towpath dev` runs with: the user's towpath.yaml or a built-in one, and
/// over it what makes it run on this machine alone. It is written to `.towpath/towpath.yaml`, where
/// the children and the commands in other terminals find it.
final class DevConfig {
    static final int KAFKA_PORT = 9092;

    private static final YAMLMapper YAML = YAMLMapper.builder().build();
    private static final String CLIENT = "dev";
    private static final String SIGNING_SECRET = "TOWPATH_SIGNING_SECRET";
    private static final List<String> LOOPBACK = List.of("127.0.0.0/8", "::1/128");
    private static final String BUILT_IN_QUEUE = "default";
    private static final int PARTITIONS = 2;

    private final DevFolder folder;
    private final Path users;
    private final Optional<Path> site;

    /// @param users the user's towpath.yaml, which need not be there
    /// @param site the towpath.yaml of the example site, where that runs too
    DevConfig(DevFolder folder, Path users, Optional<Path> site) {
        this.folder = folder;
        this.users = users;
        this.site = site;
    }

    boolean isUsers() {
        return Files.exists(users);
    }

    /// The ports: as given, else as the user's configuration says, else as built in.
    DevPorts ports(OptionalInt kafka, OptionalInt gateway, OptionalInt worker) throws IOException {
        Optional<TowpathConfig> said = readUsers();
        int ofGateway = said.map(c -> c.gateway().port()).orElse(GatewayConfig.defaults().port());
        int ofWorker = said.map(c -> c.worker().port()).orElse(WorkerConfig.defaults().port());
        return new DevPorts(
                kafka.orElse(KAFKA_PORT), gateway.orElse(ofGateway), worker.orElse(ofWorker));
    }

    /// Writes the configuration.
    ///
    /// @return what was written, read back and checked
    TowpathConfig write(DevPorts ports) throws IOException {
        ObjectNode root = isUsers() ? users() : YAML.createObjectNode();
        root.put("secret", folder.secret());
        object(root, "kafka")
                .retain("groupProtocol")
                .put("bootstrap", "127.0.0.1:" + ports.kafka());
        schemas(root);
        queues(root);
        types(root);
        if (site.isPresent()) {
            site(root, site.get(), ports.of(Role.SITE));
        }
        client(root);
        targets(root);
        object(root, "gateway").put("host", "127.0.0.1").put("port", ports.gateway());
        object(root, "worker").put("host", "127.0.0.1").put("port", ports.worker());
        handlers(root);
        DevFolder.writePrivate(
                folder.config(),
                "# Written anew by each `towpath dev`. Your own settings belong in towpath.yaml"
                        + " beside .towpath.\n"
                        + YAML.writeValueAsString(root));
        DevFolder.writePrivate(
                folder.siteEnvironment(),
                "# What your site needs to know: copy it to its .env.local.\n"
                        + "TOWPATH=http://127.0.0.1:"
                        + ports.gateway()
                        + "\nTOWPATH_KEY="
                        + folder.key()
                        + "\nTOWPATH_SIGNING_SECRET="
                        + folder.signingSecret()
                        + "\n");
        return ConfigReader.read(folder.config(), System.getenv());
    }

    /// The user's file, checked before anything else so that what is wrong is told by its lines.
    private Optional<TowpathConfig> readUsers() throws IOException {
        if (!isUsers()) {
            return Optional.empty();
        }
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.putIfAbsent("TOWPATH_SECRET", folder.secret());
        environment.putIfAbsent(SIGNING_SECRET, folder.signingSecret());
        if (users().get("targets") instanceof ObjectNode targets) {
            for (String name : targets.propertyNames()) {
                String prefix =
                        "TOWPATH_TARGETS_"
                                + name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
                if (!targets.path(name).has("secret")) {
                    environment.putIfAbsent(prefix + "_SECRET", folder.signingSecret());
                }
                if (!targets.path(name).has("allow")) {
                    environment.putIfAbsent(prefix + "_ALLOW", String.join(",", LOOPBACK));
                }
            }
        }
        return Optional.of(
                ConfigReader.readEffective(users, environment, SchemaCheck.FILE_IS_THERE).config());
    }

    private ObjectNode users() throws IOException {
        return read(users);
    }

    private static ObjectNode read(Path yaml) throws IOException {
        try (InputStream file = Files.newInputStream(yaml)) {
            return YAML.readTree(file) instanceof ObjectNode object
                    ? object
                    : YAML.createObjectNode();
        }
    }

    private void schemas(ObjectNode root) throws IOException {
        if (isUsers()) {
            root.put("schemas", beside(root.path("schemas").asString("schemas")));
            return;
        }
        Files.createDirectories(folder.schemas());
        String name = DemoHandlers.UPSERT + ".avsc";
        try (InputStream schema = DemoHandlers.class.getResourceAsStream(name)) {
            Files.copy(schema, folder.schemas().resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        root.put("schemas", folder.schemas().toAbsolutePath().toString());
    }

    /// One broker keeps one copy, and a queue has as many partitions as the built-in one unless the
    /// user says otherwise, so that a towpath.yaml fits what ran here before it was written.
    private static void queues(ObjectNode root) {
        ObjectNode queues = object(root, "queues");
        if (queues.isEmpty()) {
            object(queues, BUILT_IN_QUEUE);
        }
        for (String name : queues.propertyNames()) {
            ObjectNode queue = object(queues, name).put("replication", 1);
            if (!queue.has("partitions")) {
                queue.put("partitions", PARTITIONS);
            }
        }
    }

    private void types(ObjectNode root) {
        String queue = object(root, "queues").propertyNames().iterator().next();
        ObjectNode types = object(root, "types");
        for (String type : List.of(DemoHandlers.HELLO, DemoHandlers.SHIP)) {
            if (!types.has(type)) {
                object(types, type)
                        .put("queue", queue)
                        .put("payload", "json")
                        .put("order", "none")
                        .put("attempts", 1);
            }
        }
        if (!types.has(DemoHandlers.UPSERT)) {
            // The folder of schemas is the user's own, if there is one.
            object(types, DemoHandlers.UPSERT)
                    .put("queue", queue)
                    .put("payload", isUsers() ? "json" : "avro")
                    .put("order", "none")
                    .put("attempts", 1);
        }
    }

    /// The example site's one target, and its types as far as the user says nothing else of them.
    private static void site(ObjectNode root, Path file, int port) throws IOException {
        String queue = object(root, "queues").propertyNames().iterator().next();
        ObjectNode its = read(file);
        ObjectNode types = object(root, "types");
        for (String name : its.path("types").propertyNames()) {
            ObjectNode type = object(types, name);
            ObjectNode wanted = object(object(its, "types"), name);
            wanted.put("queue", queue).put("payload", "json");
            for (String key : wanted.propertyNames()) {
                if (!type.has(key)) {
                    type.set(key, wanted.get(key));
                }
            }
        }
        for (String target : its.path("targets").propertyNames()) {
            object(object(root, "targets"), target).removeAll().put("url", ExampleSite.route(port));
        }
    }

    private void client(ObjectNode root) throws IOException {
        ObjectNode client = object(object(root, "clients"), CLIENT);
        ArrayNode keys =
                client.get("keys") instanceof ArrayNode there ? there : YAML.createArrayNode();
        keys.addObject().put("sha256", DevFolder.sha256(folder.key()));
        client.set("keys", keys);
        all(client, "scopes", "submit", "read");
        all(client, "queues", "*");
        all(client, "types", "*");
    }

    /// The user's site runs on this machine too.
    private void targets(ObjectNode root) throws IOException {
        if (!(root.get("targets") instanceof ObjectNode targets)) {
            return;
        }
        for (String name : targets.propertyNames()) {
            ObjectNode target = object(targets, name);
            if (!target.has("url")) {
                continue;
            }
            String secret = target.path("secret").asString("");
            if (secret.isEmpty() || secret.equals("${" + SIGNING_SECRET + "}")) {
                target.put("secret", folder.signingSecret());
            }
            if (!target.has("allow")) {
                LOOPBACK.forEach(target.putArray("allow")::add);
            }
        }
    }

    private void handlers(ObjectNode root) {
        if (root.path("worker").get("handlers") instanceof ArrayNode places) {
            for (int i = 0; i < places.size(); i++) {
                places.set(i, beside(places.get(i).asString("")));
            }
        }
    }

    /// A path of the user's file, which is relative to that file.
    private String beside(String path) {
        return path.contains("${")
                ? path
                : users.toAbsolutePath().resolveSibling(path).normalize().toString();
    }

    private static void all(ObjectNode client, String name, String... words) {
        ArrayNode list = client.putArray(name);
        for (String word : words) {
            list.add(word);
        }
    }

    private static ObjectNode object(ObjectNode parent, String name) {
        return parent.get(name) instanceof ObjectNode there ? there : parent.putObject(name);
    }
}
