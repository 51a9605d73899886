package dev.towpath.console.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Up to where the workers say that all is settled, against what the jobs topics hold.
final class Offsets implements Examination {
    private final Site site;

    Offsets(Site site) {
        this.site = site;
    }

    @Override
    public List<Finding> findings() {
        String group = site.topics().workerGroup();
        SortedMap<String, SortedMap<Integer, Long>> committed = site.committed(group);
        boolean deserted = site.group(group).map(one -> one.members().isEmpty()).orElse(true);
        List<Finding> found = new ArrayList<>();
        for (String queue : site.config().queues().keySet()) {
            String topic = site.topics().jobs(queue);
            SortedMap<Integer, Long> ends = site.reader().ends(topic);
            SortedMap<Integer, Long> of = committed.getOrDefault(topic, new TreeMap<>());
            long waiting = 0;
            for (var start : site.reader().starts(topic).entrySet()) {
                int partition = start.getKey();
                long end = ends.getOrDefault(partition, 0L);
                long from = of.getOrDefault(partition, start.getValue());
                waiting += Math.max(0, end - from);
                String subject = topic + "-" + partition;
                if (!of.containsKey(partition)) {
                    found.add(absent(subject, group, start.getValue()));
                } else if (from < start.getValue()) {
                    found.add(deleted(subject, from, start.getValue()));
                } else if (from > end) {
                    found.add(cut(subject, from, end));
                }
            }
            if (deserted && waiting > 0) {
                found.add(
                        Finding.stalls(
                                "queue " + queue,
                                "a worker in group " + group,
                                "none, and " + waiting + " records that no worker has settled",
                                "towpath worker"));
            }
        }
        return found;
    }

    private static Finding absent(String subject, String group, long start) {
        if (start == 0) {
            return Finding.warns(
                    subject,
                    "an offset of group " + group,
                    "none: it has expired, or was never written; a worker reads from the start and"
                            + " skips what the ledger knows",
                    "towpath topics apply");
        }
        return Finding.loses(
                subject,
                "an offset of group " + group,
                "none, and the records before offset "
                        + start
                        + " are gone: whether they were settled, the ledger alone knows",
                "raise the queue's retention; then start a worker, which begins at offset "
                        + start);
    }

    private static Finding deleted(String subject, long from, long start) {
        return Finding.loses(
                subject,
                "the records from offset " + from + ", which are not settled",
                "they begin at offset " + start + ": the others are gone (TP-2006)",
                "raise the queue's retention; then reset the group's offset to " + start);
    }

    private static Finding cut(String subject, long from, long end) {
        return Finding.loses(
                subject,
                "records up to offset " + from + ", where the workers were",
                "it ends at offset "
                        + end
                        + ": the topic was made anew or cut (TP-2006), and what comes is not read",
                "restore the topic; or, to go on without, reset the group's offset to " + end);
    }
}
