package dev.towpath.bench.peers;

import io.confluent.parallelconsumer.ParallelConsumerOptions;
import io.confluent.parallelconsumer.ParallelConsumerOptions.ProcessingOrder;
import io.confluent.parallelconsumer.ParallelStreamProcessor;
import java.util.List;

/// Confluent's Parallel Consumer with the settings of its README: asynchronous commits, as many
/// threads as jobs in flight. It commits, not its consumer.
final class Parallel {
    private Parallel() {}

    static void start(Reading reading, Work work, boolean byKey) {
        ParallelConsumerOptions<String, byte[]> options =
                ParallelConsumerOptions.<String, byte[]>builder()
                        .consumer(reading.consumer(false))
                        .ordering(byKey ? ProcessingOrder.KEY : ProcessingOrder.UNORDERED)
                        .maxConcurrency(reading.inFlight())
                        .build();
        ParallelStreamProcessor<String, byte[]> processor =
                ParallelStreamProcessor.createEosStreamProcessor(options);
        processor.subscribe(List.of(reading.topic()));
        processor.poll(_ -> work.run());
    }
}
