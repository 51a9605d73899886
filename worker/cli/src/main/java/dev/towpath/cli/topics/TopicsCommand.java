package dev.towpath.cli.topics;

import dev.towpath.cli.config.ConfigOption;
import dev.towpath.cli.terminal.Columns;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `towpath topics`: creates, lists and checks the topics of an installation.
@Command(name = "topics", description = "Create, list and check the topics of the installation.")
public final class TopicsCommand {
    private static final Duration KAFKA_ANSWERS_WITHIN = Duration.ofSeconds(10);

    @Spec private @Nullable CommandSpec spec;

    /// Makes the topics what the configuration says.
    ///
    /// @return how many were missing or different before
    public static int apply(TowpathConfig config) {
        return with(
                config,
                keeper -> {
                    List<TopicSpec> plan = TopicPlan.of(config);
                    int wrong = (int) keeper.look(plan).stream().filter(s -> !s.isGood()).count();
                    keeper.apply(plan, false);
                    return wrong;
                });
    }

    @Command(
            name = "apply",
            description = {
                "Create what is missing, set what differs, wait until every partition answers.",
                "Refuses what would lose jobs. Safe to run again."
            })
    int apply(
            @Mixin ConfigOption config,
            @Option(
                            names = "--shorten",
                            description = "Lower retention where it is too long: deletes records.")
                    boolean shorten) {
        TowpathConfig read = config.read();
        List<TopicSpec> plan = TopicPlan.of(read);
        List<TopicState> states = with(read, keeper -> keeper.apply(plan, shorten));
        show(states);
        return 0;
    }

    @Command(name = "list", description = "List the topics, what each is, and the partition bill.")
    int list(@Mixin ConfigOption config) {
        TowpathConfig read = config.read();
        show(with(read, keeper -> keeper.look(TopicPlan.of(read))));
        return 0;
    }

    @Command(
            name = "check",
            description = "Fail when a topic is missing or is not what the configuration says.")
    int check(@Mixin ConfigOption config) {
        TowpathConfig read = config.read();
        List<TopicState> states = with(read, keeper -> keeper.look(TopicPlan.of(read)));
        show(states);
        List<String> wrong =
                states.stream().filter(s -> !s.isGood()).map(s -> s.spec().name()).toList();
        if (wrong.isEmpty()) {
            return 0;
        }
        boolean missing = states.stream().anyMatch(s -> !s.exists());
        throw new TowpathException(
                missing ? ErrorCode.TOPIC_MISSING : ErrorCode.TOPIC_UNSAFE,
                wrong.size()
                        + " of "
                        + states.size()
                        + " topics are missing or not what the configuration says: "
                        + String.join(", ", wrong)
                        + ". Nothing was changed. Run `towpath topics apply`, which says what it"
                        + " cannot put right.");
    }

    private void show(List<TopicState> states) {
        Columns columns = new Columns("");
        columns.row("TOPIC", "PARTITIONS", "COPIES", "HOLDS", "STATE");
        int partitions = 0;
        int replicas = 0;
        for (TopicState state : states) {
            TopicSpec topic = state.spec();
            partitions += topic.partitions();
            replicas += topic.partitions() * topic.replication();
            columns.row(
                    topic.name(),
                    Integer.toString(topic.partitions()),
                    Integer.toString(topic.replication()),
                    topic.holds(),
                    says(state));
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.print(columns.text());
        out.println();
        out.println(
                "The bill: "
                        + states.size()
                        + " topics, "
                        + partitions
                        + " partitions, "
                        + replicas
                        + " with their copies.");
        out.flush();
    }

    private static String says(TopicState state) {
        if (!state.exists()) {
            return "missing";
        }
        return state.isGood()
                ? "good"
                : String.join("; ", state.differences().stream().map(Difference::text).toList());
    }

    private static <T> T with(TowpathConfig config, Function<TopicKeeper, T> act) {
        KafkaAnswers answers = new KafkaAnswers(config.kafka().bootstrap());
        Map<String, Object> properties = new HashMap<>(config.kafka().clientProperties());
        String patience = Long.toString(KAFKA_ANSWERS_WITHIN.toMillis());
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, patience);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, patience);
        try (Admin admin = Admin.create(properties)) {
            return act.apply(new TopicKeeper(admin, answers));
        } catch (KafkaException e) {
            throw answers.refusal("the topics were not looked at", e);
        }
    }
}
