package dev.towpath.console.doctor;

import java.time.Duration;

/// When it is time to act before Kafka deletes something: four fifths of the time that it is kept.
final class Late {
    private Late() {}

    static boolean isLate(Duration age, Duration kept) {
        return age.compareTo(kept.multipliedBy(4).dividedBy(5)) > 0;
    }
}
