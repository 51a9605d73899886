package dev.towpath.console.doctor;

import dev.towpath.schemas.topic.Rung;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;

/// Who is there: workers against the partitions that there are for them, and a gateway where jobs
/// wait on the ladder.
final class Members implements Examination {
    private final Site site;

    Members(Site site) {
        this.site = site;
    }

    @Override
    public List<Finding> findings() {
        List<Finding> found = new ArrayList<>();
        site.group(site.topics().workerGroup()).ifPresent(group -> idle(group, found));
        boolean gateway =
                site.group(site.topics().ladderGroup())
                        .map(group -> !group.members().isEmpty())
                        .orElse(false);
        long waiting = gateway ? 0 : onTheLadder();
        if (waiting > 0) {
            found.add(
                    Finding.stalls(
                            "the ladder",
                            "a gateway in group " + site.topics().ladderGroup(),
                            "none, and " + waiting + " jobs that wait to be due",
                            "towpath gateway"));
        }
        return found;
    }

    private void idle(ConsumerGroupDescription group, List<Finding> found) {
        int workers = group.members().size();
        int partitions =
                site.config().queues().values().stream().mapToInt(q -> q.partitions()).sum();
        if (workers <= partitions) {
            return;
        }
        Set<String> hosts = new HashSet<>();
        group.members().stream()
                .filter(one -> one.assignment().topicPartitions().isEmpty())
                .map(MemberDescription::host)
                .forEach(hosts::add);
        found.add(
                Finding.warns(
                        "group " + group.groupId(),
                        "at most as many workers as there are partitions, " + partitions,
                        workers
                                + " workers: "
                                + (workers - partitions)
                                + " of them have nothing to do"
                                + (hosts.isEmpty() ? "" : ", on " + String.join(", ", hosts)),
                        "stop "
                                + (workers - partitions)
                                + " workers, or give new queues more"
                                + " partitions"));
    }

    private long onTheLadder() {
        SortedMap<String, SortedMap<Integer, Long>> moved =
                site.committed(site.topics().ladderGroup());
        long waiting = 0;
        for (Rung rung : Rung.values()) {
            String topic = site.topics().delay(rung);
            SortedMap<Integer, Long> of = moved.getOrDefault(topic, new TreeMap<>());
            SortedMap<Integer, Long> starts = site.reader().starts(topic);
            for (var end : site.reader().ends(topic).entrySet()) {
                long from =
                        Math.max(
                                starts.getOrDefault(end.getKey(), 0L),
                                of.getOrDefault(end.getKey(), 0L));
                waiting += Math.max(0, end.getValue() - from);
            }
        }
        return waiting;
    }
}
