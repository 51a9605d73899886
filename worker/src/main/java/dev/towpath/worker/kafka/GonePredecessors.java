package dev.towpath.worker.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Workers that are no longer in the group but left a transaction open. Fencing one ends its
/// transaction at once, where waiting would take until the transaction's timeout.
final class GonePredecessors {
    private static final Logger log = LoggerFactory.getLogger(GonePredecessors.class);
    private static final Set<TransactionState> ENDED =
            Set.of(
                    TransactionState.COMPLETE_ABORT,
                    TransactionState.COMPLETE_COMMIT,
                    TransactionState.EMPTY);

    private final Admin admin;
    private final String group;

    GonePredecessors(Admin admin, String group) {
        this.admin = admin;
        this.group = group;
    }

    /// Fences all of them. A transactional id is the group and the member id that made it.
    void fence() throws ExecutionException, InterruptedException {
        Set<String> members =
                admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
                        .flatMap(description -> description.members().stream())
                        .map(MemberDescription::consumerId)
                        .collect(Collectors.toSet());
        List<String> gone = new ArrayList<>();
        for (TransactionListing transaction : admin.listTransactions().all().get()) {
            String id = transaction.transactionalId();
            if (id.startsWith(group + "-")
                    && !ENDED.contains(transaction.state())
                    && !members.contains(id.substring(group.length() + 1))) {
                gone.add(id);
            }
        }
        if (!gone.isEmpty()) {
            log.info("Fencing workers that are gone and left a transaction open: {}", gone);
            admin.fenceProducers(gone).all().get();
        }
    }
}
