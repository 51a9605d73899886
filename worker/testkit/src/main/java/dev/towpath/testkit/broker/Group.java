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
///
/// @param <P> what is shared out among the members
public final class Group<P> {
    static final Comparator<TopicPartition> ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    private final boolean classic;
    private final Comparator<? super P> order;
    private final RandomGenerator random;
    private final List<P> partitions = new ArrayList<>();
    private final Map<String, Member<P>> members = new LinkedHashMap<>();
    private final Map<P, String> wanted = new HashMap<>();
    private int epoch;

    private static final class Member<P> {
        final Map<P, Integer> owned = new HashMap<>();
        int epoch;
    }

    /// @param classic whether it is of the classic protocol, in which a member that comes back is a
    ///     new one
    /// @param order in which they are told of
    public Group(boolean classic, Comparator<? super P> order, RandomGenerator random) {
        this.classic = classic;
        this.order = order;
        this.random = random;
    }

    /// One that shares out partitions of topics.
    public static Group<TopicPartition> ofTopics(boolean classic, RandomGenerator random) {
        return new Group<>(classic, ORDER, random);
    }

    boolean classic() {
        return classic;
    }

    /// These are shared out from the next rebalance on.
    public void shares(List<P> all) {
        partitions.clear();
        partitions.addAll(all);
    }

    /// A member comes.
    public void join(String id) {
        members.put(id, new Member<>());
        rebalance();
    }

    /// Leaves, or is expelled: what it owned is free at once.
    public void gone(String id) {
        if (members.remove(id) != null) {
            rebalance();
        }
    }

    public boolean has(String id) {
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
    public Set<P> toGiveBack(String id) {
        Set<P> back = new TreeSet<>(order);
        back.addAll(member(id).owned.keySet());
        back.removeIf(partition -> id.equals(wanted.get(partition)));
        return back;
    }

    /// A member has given partitions back: when these were all that it must, it is in the present
    /// epoch, before anybody else is given one.
    public void gaveBack(String id, Set<P> back) {
        if (has(id)) {
            Member<P> member = member(id);
            back.forEach(member.owned::remove);
            if (toGiveBack(id).isEmpty()) {
                member.epoch = epoch;
            }
        }
    }

    /// Takes a member that has nothing to give back into the present epoch.
    ///
    /// @return what it owns from now on besides
    public Set<P> assign(String id) {
        Member<P> member = member(id);
        member.epoch = epoch;
        Set<P> fresh = new TreeSet<>(order);
        for (P partition : partitions) {
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

    public int epoch(String id) {
        return has(id) ? member(id).epoch : -1;
    }

    /// Whether offsets of these partitions are taken from this member. One that is not shared out
    /// among the members nobody has had in an earlier epoch.
    public boolean takesOffsets(String id, int memberEpoch, Set<P> of) {
        if (!has(id)) {
            return id.isEmpty() && memberEpoch < 0;
        }
        Member<P> member = member(id);
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

    private Member<P> member(String id) {
        Member<P> member = members.get(id);
        if (member == null) {
            throw new IllegalStateException(id + " is not in the group");
        }
        return member;
    }
}
