package dev.towpath.console.doctor;

import dev.towpath.schemas.config.GroupProtocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.FinalizedVersionRange;

/// The brokers: whether they answer, and have what the workers need of them.
final class Brokers implements Examination {
    /// The rebalance protocol of KIP-848, from 1.
    private static final String GROUPS = "group.version";

    /// The second version of the transaction protocol (KIP-890), which leaves no transaction
    /// hanging, from 2.
    private static final String TRANSACTIONS = "transaction.version";

    private final Site site;

    Brokers(Site site) {
        this.site = site;
    }

    @Override
    public List<Finding> findings() {
        site.ask("its brokers", site.admin().describeCluster().nodes());
        Map<String, FinalizedVersionRange> finalized =
                site.ask("its features", site.admin().describeFeatures().featureMetadata())
                        .finalizedFeatures();
        Map<String, Short> levels = new TreeMap<>();
        finalized.forEach((name, range) -> levels.put(name, range.maxVersionLevel()));
        return judge(levels);
    }

    /// @param levels of the features that the cluster has switched on
    List<Finding> judge(Map<String, Short> levels) {
        List<Finding> found = new ArrayList<>();
        short groups = levels.getOrDefault(GROUPS, (short) 0);
        GroupProtocol protocol = site.config().kafka().groupProtocol();
        if (groups < 1 && protocol == GroupProtocol.CONSUMER) {
            found.add(
                    Finding.stalls(
                            "kafka",
                            GROUPS + " of at least 1, for kafka.groupProtocol consumer (KIP-848)",
                            groups + "; no worker can join its group",
                            upgrade(GROUPS, 1) + ", or say kafka.groupProtocol: auto"));
        }
        if (groups < 1 && protocol == GroupProtocol.AUTO) {
            found.add(
                    Finding.warns(
                            "kafka",
                            GROUPS + " of at least 1 (KIP-848)",
                            groups
                                    + "; workers use the classic protocol, by which all of them"
                                    + " wait for each other at each change",
                            upgrade(GROUPS, 1)));
        }
        short transactions = levels.getOrDefault(TRANSACTIONS, (short) 0);
        if (transactions < 2) {
            found.add(
                    Finding.warns(
                            "kafka",
                            TRANSACTIONS + " of at least 2 (KIP-890)",
                            transactions
                                    + "; a transaction can be left hanging, and keeps jobs"
                                    + " back then",
                            upgrade(TRANSACTIONS, 2)));
        }
        return found;
    }

    private String upgrade(String feature, int level) {
        return site.kafkaCommand("kafka-features") + " upgrade --feature " + feature + "=" + level;
    }
}
