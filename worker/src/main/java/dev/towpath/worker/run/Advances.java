package dev.towpath.worker.run;

import dev.towpath.schemas.presence.Presence;
import dev.towpath.worker.core.Effect;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// How far the attempts are that say so, the last word of each. The handlers' threads tell it.
final class Advances {
    /// So many go into a presence record: with notes of full length about 120 kB a second.
    static final int MOST_TOLD = 200;

    /// By attempt, each a thing of its own.
    private final Map<Effect.Start, Presence.Progress> last = new ConcurrentHashMap<>();

    void tell(Effect.Start attempt, Presence.Progress progress) {
        last.put(attempt, progress);
    }

    /// The last words of those that run; of very many some, always the same ones while they run.
    /// For the poll thread.
    List<Presence.Progress> told() {
        last.keySet().removeIf(attempt -> attempt.job().attachment() == null);
        return last.values().stream()
                .sorted(Comparator.comparing(Presence.Progress::job))
                .limit(MOST_TOLD)
                .toList();
    }
}
