package dev.towpath.console.doctor;

import dev.towpath.console.topic.Sender;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// The clock of this machine against the broker's. The fastest of a few answers is the best: what
/// the clocks differ by lies within the time that it took.
final class Clock implements Examination {
    private static final int TRIES = 3;
    private static final Duration NOTABLE = Duration.ofSeconds(1);
    private static final Duration HARMFUL = Duration.ofSeconds(30);

    private final Site site;

    Clock(Site site) {
        this.site = site;
    }

    private record Measured(Duration offset, Duration within) {}

    @Override
    public List<Finding> findings() {
        Measured best = null;
        try (Sender sender = new Sender(site.config().kafka())) {
            for (int i = 0; i < TRIES; i++) {
                Measured one = measure(sender);
                if (best == null || one.within.compareTo(best.within) < 0) {
                    best = one;
                }
            }
        }
        return best == null ? List.of() : judge(best);
    }

    private Measured measure(Sender sender) {
        Instant before = site.now();
        Instant appended = site.brokerTime(sender);
        Duration within = Duration.between(before, site.now());
        return new Measured(Duration.between(appended, before.plus(within.dividedBy(2))), within);
    }

    private static List<Finding> judge(Measured measured) {
        Duration off = measured.offset.abs().minus(measured.within.dividedBy(2));
        if (off.compareTo(NOTABLE) <= 0) {
            return List.of();
        }
        String got =
                Rough.text(measured.offset)
                        + (measured.offset.isNegative() ? " behind" : " ahead")
                        + ": where a gateway or worker has such a clock, jobs expire and dedup"
                        + " windows end at the wrong time. Delays go by the broker's clock";
        return List.of(
                new Finding(
                        off.compareTo(HARMFUL) > 0
                                ? Finding.Severity.LOSES
                                : Finding.Severity.WARNS,
                        "the clock of this machine",
                        "at most " + Rough.text(NOTABLE) + " off the broker's",
                        got,
                        "timedatectl set-ntp true"));
    }
}
