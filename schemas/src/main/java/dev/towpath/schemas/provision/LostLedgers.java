package dev.towpath.schemas.provision;

import dev.towpath.schemas.provision.TopicDifference.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/// Finds queues whose ledger is gone while their jobs are there. A new, empty ledger would let all
/// jobs that Kafka still holds run again.
final class LostLedgers {
    private final KafkaCalls kafka;
    private final TopicPlan plan;

    LostLedgers(KafkaCalls kafka, TopicPlan plan) {
        this.kafka = kafka;
        this.plan = plan;
    }

    List<TopicDifference> find(Map<String, TopicState> actual) {
        List<TopicDifference> lost = new ArrayList<>();
        for (String queue : plan.queues()) {
            TopicState jobs = actual.get(plan.names().jobs(queue));
            String ledger = plan.names().ledger(queue);
            if (jobs != null && !actual.containsKey(ledger) && hasRecords(jobs)) {
                lost.add(
                        new TopicDifference(
                                ledger,
                                "topic",
                                "the ledger of the jobs in " + jobs.name(),
                                "none",
                                Severity.UNSAFE,
                                "what it said is gone, and with a new one every job that is still"
                                        + " in "
                                        + jobs.name()
                                        + " would run again: restore it; or, if that is wanted,"
                                        + " delete the offsets of the group "
                                        + plan.names().workerGroup()
                                        + " and the topic "
                                        + jobs.name()
                                        + " and run this again"));
            }
        }
        return lost;
    }

    private boolean hasRecords(TopicState jobs) {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (int partition = 0; partition < jobs.partitions(); partition++) {
            ends.put(new TopicPartition(jobs.name(), partition), OffsetSpec.latest());
        }
        return kafka
                .get("asked where the jobs end", () -> kafka.admin().listOffsets(ends).all())
                .values()
                .stream()
                .mapToLong(ListOffsetsResultInfo::offset)
                .anyMatch(end -> end > 0);
    }
}
