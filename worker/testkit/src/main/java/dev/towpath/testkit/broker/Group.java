package dev.towpath.testkit.broker;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.TopicPartition;

/// The coordinator of a group: who should own what, who does, and whose offsets are taken.
///
/// A partition goes from owner to owner only when the former has given it back or was expelled.
/// Offsets in a transaction are checked against the member, as Kafka 4.3 does: of the present epoch
/// always, whatever the partition; of an earlier one, under the consumer protocol, only when the
/// member has had every one of the partitions since (KIP-1251), and under the classic protocol
/// never; of nobody in particular always.
public final class Group {
    static final Comparator<TopicPartition> ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    private final boolean classic;
    private final RandomGenerator random;
    private final List<TopicPartition> partitions = new ArrayList<>();
    private final Map<String, Member> members = new LinkedHashMap<>();
    private final Map<TopicPartition, String> wanted = new HashMap<>();
    private int epoch;

    private static final class Member {
        final Map<TopicPartition, Integer> owned = new HashMap<>();
        int epoch;
    }

    /// @param classic whether it is of the classic protocol, in which a member that comes back is a
    ///     new one
    public Group(boolean classic, RandomGenerator random) {
        this.classic = classic;
        this.random = random;
    }

    boolean classic() {
        return classic;
    }

    void shares(List<TopicPartition> all) {
        partitions.clear();
        partitions.addAll(all);
    }

    void join(String id) {
        members.put(id, new Member());
        rebalance();
    }

    /// Leaves, or is expelled: what it owned is free at once.
    void gone(String id) {
        if (members.remove(id) != null) {
            rebalance();
        }
    }

    boolean has(String id) {
        return members.containsKey(id);
    }

    Set<String> members() {
        return Set.copyOf(members.keySet());
    }

    /// Wants the partitions shared out in another way.
    public void rebalance() {
        epoch++;
        wanted.clear();
        if (members.isEmpty()) {
            return;
        }
        List<String> ids = new ArrayList<>(members.keySet());
        int first = random.nextInt(ids.size());
        for (int i = 0; i < partitions.size(); i++) {
            wanted.put(partitions.get(i), ids.get((first + i) % ids.size()));
        }
    }

    /// What a member must give back.
    Set<TopicPartition> toGiveBack(String id) {
        Set<TopicPartition> back = new TreeSet<>(ORDER);
        back.addAll(member(id).owned.keySet());
        back.removeIf(partition -> id.equals(wanted.get(partition)));
        return back;
    }

    /// A member has given partitions back: when these were all that it must, it is in the present
    /// epoch, before anybody else is given one.
    void gaveBack(String id, Set<TopicPartition> back) {
        if (has(id)) {
            Member member = member(id);
            back.forEach(member.owned::remove);
            if (toGiveBack(id).isEmpty()) {
                member.epoch = epoch;
            }
        }
    }

    /// Takes a member that has nothing to give back into the present epoch.
    ///
    /// @return what it owns from now on besides
    Set<TopicPartition> assign(String id) {
        Member member = member(id);
        member.epoch = epoch;
        Set<TopicPartition> fresh = new TreeSet<>(ORDER);
        for (TopicPartition partition : partitions) {
            boolean free =
                    members.values().stream()
                            .noneMatch(other -> other.owned.containsKey(partition));
            if (free && id.equals(wanted.get(partition))) {
                member.owned.put(partition, epoch);
                fresh.add(partition);
            }
        }
        return fresh;
    }

    int epoch(String id) {
        return has(id) ? member(id).epoch : -1;
    }

    /// Whether offsets of these partitions are taken from this member. One that is not shared out
    /// among the members nobody has had in an earlier epoch.
    boolean takesOffsets(String id, int memberEpoch, Set<TopicPartition> of) {
        if (!has(id)) {
            return id.isEmpty() && memberEpoch < 0;
        }
        Member member = member(id);
        if (memberEpoch == member.epoch) {
            return true;
        }
        return !classic
                && memberEpoch < member.epoch
                && of.stream()
                        .allMatch(
                                partition -> {
                                    Integer since = member.owned.get(partition);
                                    return since != null && since <= memberEpoch;
                                });
    }

    private Member member(String id) {
        Member member = members.get(id);
        if (member == null) {
            throw new IllegalStateException(id + " is not in the group");
        }
        return member;
    }
}
