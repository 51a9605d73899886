package dev.towpath.e2e.evidence;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;

/// The log of one partition, read from the segments on the broker's disk: consumers are not told
/// which transaction a record belongs to, and it is on this that a judgement of commits rests.
final class PartitionLog {
    private final List<Entry> visible = new ArrayList<>();
    private final Map<Long, List<Entry>> open = new HashMap<>();

    private PartitionLog() {}

    /// Everything in a partition that was committed, in the order of the log.
    static List<Entry> read(Path logs, String topic, int partition) {
        PartitionLog log = new PartitionLog();
        try (Stream<Path> files = Files.list(logs.resolve(topic + "-" + partition))) {
            List<Path> segments =
                    files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
            for (Path segment : segments) {
                ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(segment));
                MemoryRecords.readableRecords(bytes).batches().forEach(log::take);
            }
        } catch (IOException e) {
            throw new IllegalStateException("no log of " + topic + "-" + partition, e);
        }
        log.visible.sort(Comparator.comparingLong(Entry::offset));
        return log.visible;
    }

    private void take(RecordBatch batch) {
        if (batch.isControlBatch()) {
            Record end = batch.iterator().next();
            ControlRecordType type = ControlRecordType.parse(end.key());
            List<Entry> closed = open.remove(batch.producerId());
            if (type == ControlRecordType.COMMIT && closed != null) {
                closed.forEach(entry -> visible.add(entry.visible(end.offset())));
            }
            return;
        }
        Writer writer =
                batch.isTransactional()
                        ? new Writer(batch.producerId(), batch.producerEpoch())
                        : Writer.NONE;
        for (Record record : batch) {
            Entry entry = new Entry(record, writer, record.offset());
            if (batch.isTransactional()) {
                open.computeIfAbsent(batch.producerId(), _ -> new ArrayList<>()).add(entry);
            } else {
                visible.add(entry);
            }
        }
    }
}
