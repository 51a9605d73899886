package dev.towpath.testkit.fleet;

import dev.towpath.worker.core.QueuePartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/// The group coordinator: who should own what, who does, and whose offsets are taken.
///
/// A partition goes from owner to owner only when the former has given it back or was expelled.
/// Offsets in a transaction are checked against the member, as Kafka 4.3 does: of the present epoch
/// always; of an earlier one, under the consumer protocol, only for partitions that the member has
/// had since (KIP-1251); under the classic protocol never.
final class Group {
    private final boolean classic;
    private final List<QueuePartition> places;
    private final RandomGenerator random;
    private final Map<String, Member> members = new LinkedHashMap<>();
    private final Map<QueuePartition, String> wanted = new HashMap<>();
    private int epoch;

    private static final class Member {
        final Map<QueuePartition, Integer> owned = new HashMap<>();
        int epoch;
    }

    Group(boolean classic, List<QueuePartition> places, RandomGenerator random) {
        this.classic = classic;
        this.places = places;
        this.random = random;
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

    /// Wants the partitions shared out in another way.
    void rebalance() {
        epoch++;
        wanted.clear();
        if (members.isEmpty()) {
            return;
        }
        List<String> ids = new ArrayList<>(members.keySet());
        int first = random.nextInt(ids.size());
        for (int i = 0; i < places.size(); i++) {
            wanted.put(places.get(i), ids.get((first + i) % ids.size()));
        }
    }

    /// What a member must give back.
    Set<QueuePartition> toGiveBack(String id) {
        Set<QueuePartition> places = new HashSet<>(member(id).owned.keySet());
        places.removeIf(place -> id.equals(wanted.get(place)));
        return places;
    }

    /// A member has given partitions back: when these were all that it must, it is in the present
    /// epoch, before anybody else is given one.
    void gaveBack(String id, Set<QueuePartition> places) {
        if (has(id)) {
            Member member = member(id);
            places.forEach(member.owned::remove);
            if (toGiveBack(id).isEmpty()) {
                member.epoch = epoch;
            }
        }
    }

    /// Takes a member that has nothing to give back into the present epoch.
    ///
    /// @return what it owns from now on besides
    Set<QueuePartition> assign(String id) {
        Member member = member(id);
        member.epoch = epoch;
        Set<QueuePartition> fresh = new HashSet<>();
        for (QueuePartition place : places) {
            boolean free =
                    members.values().stream().noneMatch(other -> other.owned.containsKey(place));
            if (free && id.equals(wanted.get(place))) {
                member.owned.put(place, epoch);
                fresh.add(place);
            }
        }
        return fresh;
    }

    int epoch(String id) {
        return has(id) ? member(id).epoch : -1;
    }

    /// Whether offsets of these partitions are taken from this member.
    boolean takesOffsets(String id, int memberEpoch, Set<QueuePartition> of) {
        if (!has(id)) {
            return false;
        }
        Member member = member(id);
        if (memberEpoch == member.epoch) {
            return true;
        }
        return !classic
                && memberEpoch < member.epoch
                && of.stream()
                        .allMatch(
                                place -> {
                                    Integer since = member.owned.get(place);
                                    return since != null && since <= memberEpoch;
                                });
    }

    private Member member(String id) {
        Member member = members.get(id);
        if (member == null) {
            throw new AssertionError(id + " is not in the group");
        }
        return member;
    }
}
