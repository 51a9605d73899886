package dev.towpath.e2e.torture;

import dev.towpath.e2e.fleet.Installation;
import dev.towpath.e2e.fleet.Recorder;
import dev.towpath.e2e.fleet.Steps;
import dev.towpath.schemas.config.GroupProtocol;
import dev.towpath.schemas.ledger.State;
import dev.towpath.schemas.provision.TopicAdmin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// One run: everything is started, broken and mended by a plan, brought to rest and judged.
final class Torture implements AutoCloseable {
    static final int PARTITIONS = 6;

    /// How long everything may take to end once nothing is broken any more.
    static final Duration ENDS_WITHIN = Duration.ofMinutes(2);

    private static final Duration READY_WITHIN = Duration.ofSeconds(90);
    private static final int PER_SECOND = 40;
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    /// The session of a member of a classic group, which Kafka's client chooses.
    private static final Duration CLASSIC_SESSION = Duration.ofSeconds(45);

    private final Plan plan;
    private final GroupProtocol protocol;
    private final Diary diary = new Diary();
    private final Promises promises = new Promises();
    private final Cluster cluster;
    private final Installation installation;
    private final Steps steps = new Steps();
    private final Recorder recorder;
    private final Places places;
    private final Crew crew;
    private final Watch watch;
    private final Stalls stalls;
    private final Thread teller;
    private final CountDownLatch over = new CountDownLatch(1);

    /// Starts everything.
    ///
    /// @param folder for data and logs
    /// @param live whether a line tells how it goes
    Torture(Plan plan, GroupProtocol protocol, Path folder, boolean live)
            throws IOException, InterruptedException {
        this.plan = plan;
        this.protocol = protocol;
        Files.createDirectories(folder);
        cluster = Cluster.start(folder);
        installation =
                new Installation(cluster.bootstrap(), "torture.", PARTITIONS, protocol, 3, 0);
        try (TopicAdmin topics = TopicAdmin.of(installation.config())) {
            topics.apply();
        }
        recorder = new Recorder(steps);
        places = new Places(installation);
        places.awaitWhole(READY_WITHIN);
        stalls = new Stalls(installation);
        // Nobody is there yet.
        stalls.broken();
        crew = new Crew(installation, recorder, folder);
        watch = new Watch(installation, promises);
        teller = Thread.ofPlatform().name("teller").start(() -> tell(live));
    }

    /// Runs the plan, and judges.
    ///
    /// @param lasts how long jobs are submitted; the plan's turns are spread over it
    Trial run(Duration lasts) throws Exception {
        boolean rested;
        try (Visitors _ = new Visitors(crew.ports(), promises, plan.seed(), PER_SECOND)) {
            await(() -> watch.ended(State.DONE) > 50, READY_WITHIN);
            stalls.healed();
            long begun = diary.elapsed();
            long pace = (lasts.toMillis() - begun) / plan.turns().size();
            for (int turn = 0; turn < plan.turns().size(); turn++) {
                take(plan.turns().get(turn));
                long next = begun + (turn + 1) * pace;
                NEVER.await(Math.max(0, next - diary.elapsed()), TimeUnit.MILLISECONDS);
            }
        }
        // Jobs with a delay come last.
        rested = await(this::atRest, ENDS_WITHIN);
        Duration worst = stalls.worst();
        places.awaitWhole(READY_WITHIN);
        for (String missing : crew.missing()) {
            diary.trouble(missing + " has ended by itself");
        }
        for (String worker : crew.workers()) {
            crew.dismiss(worker);
        }
        NEVER.await(1, TimeUnit.SECONDS);
        Trial trial =
                Trial.of(
                        cluster.logs(1),
                        installation,
                        promises,
                        recorder.sightings(),
                        crew.killed());
        List<String> more =
                new ArrayList<>(Trial.late(worst, stalls.worstPlace(), stillAtMost(), rested));
        diary.troubles().forEach(trouble -> more.add("trouble: " + trouble));
        return trial.add(more);
    }

    /// For how long a member of the group may be gone before the others have what it had.
    private Duration session() {
        return protocol == GroupProtocol.CLASSIC ? CLASSIC_SESSION : Cluster.SESSION;
    }

    /// How long a partition with work may stand still while nothing is broken: three sessions.
    Duration stillAtMost() {
        return session().multipliedBy(3);
    }

    /// How long a fault lasts. Who stands still does so for longer than its session.
    private long lasts(Plan.Card card) {
        return card.kind() == Kind.FREEZE_WORKER
                ? session().toMillis() + card.lastsMillis() / 2
                : card.lastsMillis();
    }

    Diary diary() {
        return diary;
    }

    Promises promises() {
        return promises;
    }

    Stalls stalls() {
        return stalls;
    }

    private boolean atRest() {
        return promises.unfinished().isEmpty() && stalls.atRest();
    }

    private interface Wanted {
        boolean is();
    }

    private static boolean await(Wanted wanted, Duration within) throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        while (!wanted.is()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            NEVER.await(200, TimeUnit.MILLISECONDS);
        }
        return true;
    }

    /// All of a turn at once.
    private void take(List<Plan.Card> turn) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (Plan.Card card : turn) {
            threads.add(Thread.ofPlatform().name("mishap").start(() -> suffer(card)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void suffer(Plan.Card card) {
        stalls.broken();
        int entry = diary.broken(card.kind());
        try {
            Mishap mishap = mishap(card);
            try {
                mishap.happen();
                NEVER.await(lasts(card), TimeUnit.MILLISECONDS);
            } finally {
                mishap.heal();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception | AssertionError e) {
            diary.trouble(card + " did not go as planned: " + e);
        } finally {
            diary.healed(entry);
            stalls.healed();
        }
    }

    private Mishap mishap(Plan.Card card) throws Exception {
        Random random = new Random(card.chance());
        return switch (card.kind().victim) {
            case WORKER, GATEWAY -> new ProcessMishaps(crew, steps).of(card.kind(), random);
            case BROKER -> new BrokerMishaps(cluster, places, PARTITIONS).of(card.kind(), random);
            case RECORDS -> new RecordMishaps(installation).of(card.kind(), random);
            case NOBODY -> Quiet.AS_IT_IS;
        };
    }

    /// Nothing happens.
    private enum Quiet implements Mishap {
        AS_IT_IS;

        @Override
        public void happen() {}

        @Override
        public void heal() {}
    }

    private void tell(boolean live) {
        try {
            for (int second = 1; !over.await(1, TimeUnit.SECONDS); second++) {
                long ended = 0;
                for (State state : State.values()) {
                    ended += watch.ended(state);
                }
                diary.sample(promises.submissions(), ended, promises.unfinished().size());
                if (live && second % 10 == 0) {
                    System.out.println(line());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String line() {
        long seconds = diary.elapsed() / 1_000;
        return "%02d:%02d  jobs %d done %d dead %d cancelled %d open %d  faults %d/%d  oldest %.1f s  worst stall %.1f s  %s"
                .formatted(
                        seconds / 60,
                        seconds % 60,
                        promises.submissions(),
                        watch.ended(State.DONE),
                        watch.ended(State.DEAD),
                        watch.ended(State.CANCELLED),
                        promises.unfinished().size(),
                        diary.faults().size(),
                        plan.faults(),
                        Math.max(0, promises.oldestMillis(System.currentTimeMillis())) / 1e3,
                        stalls.worst().toMillis() / 1e3,
                        diary.present());
    }

    @Override
    public void close() throws IOException, InterruptedException {
        over.countDown();
        teller.join();
        stalls.close();
        watch.close();
        crew.close();
        places.close();
        cluster.close();
        recorder.close();
    }
}
