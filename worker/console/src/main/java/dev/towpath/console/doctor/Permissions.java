package dev.towpath.console.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.acl.AclOperation;
import org.jspecify.annotations.Nullable;

/// What the account of this configuration may do: gateways and workers read and write all of our
/// topics, and are in our groups. A broker that does not say is not blamed.
final class Permissions implements Examination {
    private static final Set<AclOperation> TOPIC =
            Set.of(AclOperation.READ, AclOperation.WRITE, AclOperation.DESCRIBE);
    private static final Set<AclOperation> GROUP = Set.of(AclOperation.READ, AclOperation.DESCRIBE);

    private final Site site;

    Permissions(Site site) {
        this.site = site;
    }

    @Override
    public List<Finding> findings() {
        List<Finding> found = new ArrayList<>();
        for (TopicDescription topic : site.planned().values()) {
            judge("topic", topic.name(), TOPIC, topic.authorizedOperations(), found);
        }
        for (String name : List.of(site.topics().workerGroup(), site.topics().ladderGroup())) {
            site.group(name)
                    .ifPresent(
                            group ->
                                    judge(
                                            "group",
                                            name,
                                            GROUP,
                                            group.authorizedOperations(),
                                            found));
        }
        return found;
    }

    private void judge(
            String kind,
            String name,
            Set<AclOperation> needed,
            @Nullable Set<AclOperation> allowed,
            List<Finding> found) {
        if (allowed == null || allowed.containsAll(needed)) {
            return;
        }
        TreeSet<AclOperation> missing = new TreeSet<>(needed);
        missing.removeAll(allowed);
        found.add(
                Finding.stalls(
                        kind + " " + name,
                        "the right to " + words(needed),
                        allowed.isEmpty() ? "none" : words(allowed),
                        site.kafkaCommand("kafka-acls")
                                + " --add --allow-principal User:NAME"
                                + missing.stream()
                                        .map(one -> " --operation " + word(one))
                                        .collect(Collectors.joining())
                                + " --"
                                + kind
                                + " "
                                + site.topics().prefix()
                                + " --resource-pattern-type prefixed"));
    }

    private static String words(Set<AclOperation> operations) {
        return new TreeSet<>(operations)
                .stream().map(Permissions::word).collect(Collectors.joining(", "));
    }

    /// As `kafka-acls` has it, such as `DescribeConfigs`.
    private static String word(AclOperation operation) {
        StringBuilder word = new StringBuilder();
        for (String part : operation.name().split("_", -1)) {
            word.append(part.charAt(0)).append(part.substring(1).toLowerCase(Locale.ROOT));
        }
        return word.toString();
    }
}
