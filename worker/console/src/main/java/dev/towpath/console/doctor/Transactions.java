package dev.towpath.console.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.TopicPartition;

/// Transactions that stay open on our topics: what comes behind one is not read, and the partition
/// cannot be taken over, until it ends.
final class Transactions implements Examination {
    /// Far longer than any flush of a worker may take.
    private static final Duration TOO_LONG = Duration.ofMinutes(2);

    private final Site site;

    Transactions(Site site) {
        this.site = site;
    }

    @Override
    public List<Finding> findings() {
        List<TopicPartition> partitions = new ArrayList<>();
        for (String queue : site.config().queues().keySet()) {
            for (String topic : List.of(site.topics().ledger(queue), site.topics().dead(queue))) {
                site.reader()
                        .ends(topic)
                        .keySet()
                        .forEach(number -> partitions.add(new TopicPartition(topic, number)));
            }
        }
        Map<TopicPartition, PartitionProducerState> states =
                site.ask(
                        "the producers of its topics",
                        site.admin().describeProducers(partitions).all());
        List<Finding> found = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            PartitionProducerState state = states.get(partition);
            if (state != null) {
                state.activeProducers().forEach(one -> judge(partition, one, found));
            }
        }
        return found;
    }

    private void judge(TopicPartition partition, ProducerState producer, List<Finding> found) {
        Duration open = site.since(producer.lastTimestamp());
        if (producer.currentTransactionStartOffset().isEmpty() || open.compareTo(TOO_LONG) < 0) {
            return;
        }
        long start = producer.currentTransactionStartOffset().getAsLong();
        found.add(
                Finding.stalls(
                        partition.toString(),
                        "no transaction open for more than " + Rough.text(TOO_LONG),
                        "one of "
                                + owner(producer.producerId())
                                + " since offset "
                                + start
                                + ", for "
                                + Rough.text(open)
                                + ": what comes behind it is not read",
                        site.kafkaCommand("kafka-transactions")
                                + " abort --topic "
                                + partition.topic()
                                + " --partition "
                                + partition.partition()
                                + " --start-offset "
                                + start));
    }

    private String owner(long producerId) {
        return site
                .ask(
                        "its transactions",
                        site.admin()
                                .listTransactions(
                                        new ListTransactionsOptions()
                                                .filterProducerIds(List.of(producerId)))
                                .all())
                .stream()
                .map(TransactionListing::transactionalId)
                .findFirst()
                .orElse("producer " + producerId + ", which the coordinator does not know");
    }
}
