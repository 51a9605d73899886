package dev.towpath.worker.run;

import java.time.Duration;

/// How long a flush waits after the one before. A transaction costs the same for few results and
/// for many: where they come in crowds, more of them share one, as long as there is room.
///
/// @param least where there are few
/// @param maxUnflushed how many results may wait before nothing new starts
record FlushPause(Duration least, int maxUnflushed) {
    /// From here on it is a crowd: more than a worker has of a few hundred jobs a second.
    static final int CROWD = 16;

    static final int CROWD_PAUSES = 4;

    /// @param results that wait now
    long millis(int results) {
        boolean crowd = results >= CROWD && results < maxUnflushed / 2;
        return least.toMillis() * (crowd ? CROWD_PAUSES : 1);
    }
}
