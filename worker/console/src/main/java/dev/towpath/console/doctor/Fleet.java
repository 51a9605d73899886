package dev.towpath.console.doctor;

import dev.towpath.console.filter.JobFacts;
import dev.towpath.console.topic.Sender;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.presence.Attendance;
import dev.towpath.schemas.presence.Identity;
import dev.towpath.schemas.presence.Identity.Role;
import dev.towpath.schemas.presence.Presence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the gateways and workers that are alive tell of themselves: types that none of them has a
/// handler for, workers older than a gateway, partitions that are refused.
final class Fleet implements Examination {
    /// Whoever is alive has written one of the last records of the presence topic.
    private static final long LAST_RECORDS = 1_000;

    /// So many jobs of each partition are looked at.
    private static final long MOST_JOBS = 2_000;

    private final Site site;

    Fleet(Site site) {
        this.site = site;
    }

    @Override
    public List<Finding> findings() {
        List<Presence> alive = alive();
        List<Presence> workers = of(Role.WORKER, alive);
        List<Finding> found = new ArrayList<>();
        workers.forEach(worker -> refused(worker, found));
        if (!workers.isEmpty()) {
            types(workers, found);
        }
        of(Role.GATEWAY, alive).stream()
                .map(gateway -> gateway.who().version())
                .flatMap(version -> Release.of(version).stream())
                .max(Release::compareTo)
                .ifPresent(newest -> older(newest, workers, found));
        return found;
    }

    private static void refused(Presence worker, List<Finding> found) {
        for (Presence.Refused one : worker.refused()) {
            found.add(
                    Finding.stalls(
                            "partition " + one.partition(),
                            "a worker that opens it",
                            worker.who().process() + " refuses it: " + one.why(),
                            "do what docs/operating.md says of the code, then start the worker"
                                    + " again"));
        }
    }

    private void types(List<Presence> workers, List<Finding> found) {
        for (String queue : site.config().queues().keySet()) {
            Set<String> handled = handled(queue, workers);
            Map<String, Long> waiting = waiting(queue);
            waiting.forEach(
                    (type, jobs) -> {
                        if (!handled.contains(type)) {
                            found.add(
                                    Finding.stalls(
                                            "type " + type,
                                            handlerFor(type, queue),
                                            none(workers) + ", and " + jobs + " jobs wait for one",
                                            "deploy a worker whose worker.handlers has one"));
                        }
                    });
            site.config()
                    .types()
                    .forEach(
                            (type, config) -> {
                                if (config.queue().equals(queue)
                                        && !type.equals(TowpathConfig.ANY_TYPE)
                                        && !handled.contains(type)
                                        && !waiting.containsKey(type)) {
                                    found.add(
                                            Finding.warns(
                                                    "type " + type,
                                                    handlerFor(type, queue),
                                                    none(workers) + ": its jobs would wait",
                                                    "deploy a worker whose worker.handlers has one,"
                                                            + " or take the type out of the"
                                                            + " configuration"));
                                }
                            });
        }
    }

    private static String handlerFor(String type, String queue) {
        return "a worker of queue " + queue + " with a handler for " + type;
    }

    private static String none(List<Presence> workers) {
        return "none of " + workers.size() + (workers.size() == 1 ? " worker" : " workers");
    }

    private static void older(Release newest, List<Presence> workers, List<Finding> found) {
        for (Presence worker : workers) {
            Identity who = worker.who();
            Optional<Release> release = Release.of(who.version());
            if (release.isPresent() && release.get().compareTo(newest) < 0) {
                found.add(
                        Finding.warns(
                                "worker " + who.process(),
                                "version " + newest + ", which a gateway has",
                                who.version() + ": it keeps back jobs that it is too old for",
                                "deploy workers of version " + newest));
            }
        }
    }

    private static Set<String> handled(String queue, List<Presence> workers) {
        Set<String> handled = new HashSet<>();
        for (Presence worker : workers) {
            for (Presence.Served served : worker.queues()) {
                if (served.queue().equals(queue)) {
                    handled.addAll(served.handlers());
                }
            }
        }
        return handled;
    }

    /// How many jobs of each type lie behind what is settled, as far as it is looked at.
    private Map<String, Long> waiting(String queue) {
        String topic = site.topics().jobs(queue);
        SortedMap<Integer, Long> from =
                site.committed(site.topics().workerGroup()).getOrDefault(topic, new TreeMap<>());
        SortedMap<Integer, Long> starts = site.reader().starts(topic);
        Map<Integer, Long> until = new HashMap<>();
        site.reader()
                .ends(topic)
                .forEach(
                        (partition, end) -> {
                            long first =
                                    from.getOrDefault(
                                            partition, starts.getOrDefault(partition, 0L));
                            until.put(partition, Math.min(end, first + MOST_JOBS));
                        });
        SortedMap<String, Long> types = new TreeMap<>();
        site.reader()
                .read(
                        topic,
                        from,
                        until,
                        record -> {
                            JobFacts facts = JobFacts.of(record.headers());
                            if (facts.isWhole()) {
                                types.merge(facts.type(), 1L, Long::sum);
                            }
                            return true;
                        });
        return types;
    }

    private List<Presence> alive() {
        String topic = site.topics().presence();
        try (Sender sender = new Sender(site.config().kafka())) {
            // Their ages are told by the time of the last record.
            site.brokerTime(sender);
        }
        Attendance attendance = new Attendance();
        SortedMap<Integer, Long> ends = site.reader().ends(topic);
        SortedMap<Integer, Long> from = new TreeMap<>(ends);
        from.replaceAll((_, end) -> Math.max(0, end - LAST_RECORDS));
        site.reader()
                .read(
                        topic,
                        from,
                        ends,
                        record -> {
                            attendance.take(
                                    record.key(),
                                    record.value(),
                                    record.timestamp(),
                                    System.nanoTime());
                            return true;
                        });
        return attendance.alive(System.nanoTime());
    }

    private static List<Presence> of(Role role, List<Presence> alive) {
        return alive.stream().filter(one -> one.who().role() == role).toList();
    }
}
