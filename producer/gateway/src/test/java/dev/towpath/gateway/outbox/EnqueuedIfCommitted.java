package dev.towpath.gateway.outbox;

import dev.towpath.gateway.Records;
import dev.towpath.schemas.wire.EnvelopeCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// The guarantee of the outbox: a row is a job if, and only if, its transaction was committed. It
/// is one job, however often it was sent: all its records have one id and one nonce, which is how
/// the workers know a repeat. The rows of a group come in their order.
///
/// The payload of each row is its name, as a JSON text.
public final class EnqueuedIfCommitted {
    private final List<String> committed = new ArrayList<>();
    private final Set<String> rolledBack = new LinkedHashSet<>();

    public void committed(String name) {
        committed.add(name);
    }

    public void rolledBack(String name) {
        rolledBack.add(name);
    }

    private record Submission(String id, long nonce) {}

    /// What breaks the guarantee, each as a sentence.
    public List<String> judge(List<ConsumerRecord<byte[], byte[]>> records) {
        Map<String, Set<Submission>> submissions = new LinkedHashMap<>();
        Map<String, List<String>> groups = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            String name = new String(record.value(), StandardCharsets.UTF_8).replace("\"", "");
            long nonce =
                    EnvelopeCodec.decode(record.headers().lastHeader(EnvelopeCodec.HEADER).value())
                            .nonce();
            boolean isNew =
                    submissions
                            .computeIfAbsent(name, any -> new LinkedHashSet<>())
                            .add(new Submission(Records.header(record, "ce_id"), nonce));
            if (isNew) {
                String key = new String(record.key(), StandardCharsets.UTF_8);
                groups.computeIfAbsent(key, any -> new ArrayList<>()).add(name);
            }
        }
        List<String> breaches = new ArrayList<>();
        for (String name : committed) {
            int times = submissions.getOrDefault(name, Set.of()).size();
            if (times != 1) {
                breaches.add(name + " was committed, and is " + times + " jobs");
            }
        }
        rolledBack.stream()
                .filter(submissions::containsKey)
                .forEach(name -> breaches.add(name + " was rolled back, and is a job"));
        groups.forEach((group, names) -> order(group, names, breaches));
        return breaches;
    }

    private void order(String group, List<String> names, List<String> breaches) {
        List<String> written = committed.stream().filter(names::contains).toList();
        List<String> sent = names.stream().filter(written::contains).distinct().toList();
        if (!sent.equals(written)) {
            breaches.add("group " + group + " came as " + sent);
        }
    }
}
