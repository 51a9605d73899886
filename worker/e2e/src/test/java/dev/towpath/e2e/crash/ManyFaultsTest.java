package dev.towpath.e2e.crash;

import dev.towpath.e2e.crash.Strike.Deed;
import dev.towpath.e2e.fleet.Fleet;
import dev.towpath.e2e.fleet.Step;
import dev.towpath.e2e.fleet.Traffic;
import dev.towpath.schemas.config.GroupProtocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Worker after worker is killed, frozen or cut off, at steps that the seed draws, while jobs come
/// in.
@Tag("full")
@Execution(ExecutionMode.CONCURRENT)
class ManyFaultsTest {
    private static final Duration MOMENT = Duration.ofSeconds(2);
    private static final Set<Step> ONCE_A_LIFE = Set.of(Step.PRODUCER_MADE);
    private static final List<Step> STEPS =
            Stream.of(Step.values()).filter(step -> !ONCE_A_LIFE.contains(step)).toList();
    private static final List<Deed> DEEDS = List.of(Deed.KILL, Deed.FREEZE, Deed.CUT_OFF);
    private static final int MOST_WAVES = 60;

    @ParameterizedTest
    @CsvSource({"CONSUMER, 5", "CONSUMER, 5", "CLASSIC, 2"})
    void manyFaultsInARowBreakNoPromise(GroupProtocol protocol, int faults) throws Exception {
        long seed = Seeds.next("many faults " + protocol);
        Random random = new Random(seed);
        try (Fleet fleet = new Fleet(6, protocol);
                Traffic traffic = new Traffic(fleet.installation(), random)) {
            List<String> workers = new ArrayList<>();
            for (int i = 1; i <= 3; i++) {
                fleet.hire("worker-" + i);
                workers.add("worker-" + i);
            }
            for (int fault = 1; fault <= faults; fault++) {
                String victim = any(workers, random);
                Step step = any(STEPS, random);
                Deed deed = any(DEEDS, random);
                Strike strike = new Strike(fleet, victim, step, random.nextInt(30), deed);
                fleet.suffer(strike);
                awaitStruck(strike, traffic);
                if (deed == Deed.KILL) {
                    workers.remove(victim);
                    workers.add("heir-" + fault);
                    fleet.hire("heir-" + fault);
                }
                traffic.wave(60);
                fleet.awaitSettled();
                if (deed != Deed.KILL) {
                    strike.release();
                }
            }
            workers.forEach(fleet::leave);

            Courtroom.judged(fleet, traffic, seed);
        }
    }

    private static <T> T any(List<T> among, Random random) {
        return among.get(random.nextInt(among.size()));
    }

    /// The victim comes to the step once it has partitions, and jobs in them.
    private static void awaitStruck(Strike strike, Traffic traffic) throws Exception {
        for (int waves = 0; waves < MOST_WAVES; waves++) {
            traffic.wave(40);
            if (strike.await(MOMENT)) {
                return;
            }
        }
        throw new AssertionError("the victim never came to its step");
    }
}
