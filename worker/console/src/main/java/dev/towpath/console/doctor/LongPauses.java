package dev.towpath.console.doctor;

import dev.towpath.console.pause.Pauses;
import dev.towpath.schemas.control.Pause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Pauses that do not end by themselves and that nobody has lifted for long.
final class LongPauses implements Examination {
    private static final Duration LONG = Duration.ofDays(1);

    private final Site site;

    LongPauses(Site site) {
        this.site = site;
    }

    @Override
    public List<Finding> findings() {
        List<Finding> found = new ArrayList<>();
        for (Pause pause : new Pauses(site.reader(), site.topics()).at(site.now().toEpochMilli())) {
            Duration since = site.since(pause.at());
            if (pause.until() == 0 && since.compareTo(LONG) > 0) {
                found.add(
                        Finding.stalls(
                                pause.scope().word() + " " + pause.name(),
                                "no pause without end for more than " + Rough.text(LONG),
                                pause.sentence() + ", for " + Rough.text(since),
                                "towpath resume " + pause.scope().word() + " " + pause.name()));
            }
        }
        return found;
    }
}
