package dev.towpath.worker.kafka;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Workers that are no longer in the group but left a transaction open. Fencing one ends its
/// transaction at once, where waiting would take until the transaction's timeout.
final class GonePredecessors {
    private static final Logger log = LoggerFactory.getLogger(GonePredecessors.class);

    private final Questions kafka;
    private final String group;

    GonePredecessors(Questions kafka, String group) {
        this.kafka = kafka;
        this.group = group;
    }

    /// Fences all of them. A transactional id is the group and the member id that made it.
    void fence() throws ExecutionException, InterruptedException {
        Set<String> members = kafka.members();
        List<String> gone =
                kafka.openTransactions().stream()
                        .filter(id -> id.startsWith(group + "-"))
                        .filter(id -> !members.contains(id.substring(group.length() + 1)))
                        .toList();
        if (!gone.isEmpty()) {
            log.info("Fencing workers that are gone and left a transaction open: {}", gone);
            kafka.fence(gone);
        }
    }
}
