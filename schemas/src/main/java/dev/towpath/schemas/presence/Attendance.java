package dev.towpath.schemas.presence;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who is alive, by what was read of the presence topic: whose last record is younger than
/// [#ABSENT_AFTER].
///
/// The age of a record is its distance to the record read last, by the times that the broker gave
/// them, and what has passed here since that one was read. No machine's clock has a part in it.
/// Safe for use by many threads.
public final class Attendance {
    /// Whose last record is older is not alive.
    public static final Duration ABSENT_AFTER = Duration.ofSeconds(5);

    private static final int MAX_PROCESSES = 10_000;

    private final Map<String, Seen> processes = new HashMap<>();
    private long lastAppend;
    private long lastNanos;
    private long followedNanos;
    private boolean following;
    private boolean heardSince;

    private record Seen(Presence presence, long append, long nanos) {}

    /// A record was read.
    ///
    /// @param append when the broker took it, milliseconds since 1970
    /// @param nanos now, by [System#nanoTime]
    public synchronized void take(
            byte @Nullable [] key, byte @Nullable [] value, long append, long nanos) {
        lastAppend = append;
        lastNanos = nanos;
        heardSince = following;
        if (key == null || key.length > Identity.MAX_TEXT_LENGTH) {
            return;
        }
        String process = new String(key, StandardCharsets.UTF_8);
        Optional<Presence> presence =
                value == null ? Optional.empty() : PresenceCodec.read(process, value);
        if (presence.isEmpty()) {
            processes.remove(process);
            return;
        }
        processes.put(process, new Seen(presence.get(), append, nanos));
        if (processes.size() > MAX_PROCESSES) {
            processes.values().removeIf(seen -> !isAlive(seen, nanos));
        }
    }

    /// All that the topic held has been read: from here on records are read as they come.
    ///
    /// @param nanos now, by [System#nanoTime]
    public synchronized void following(long nanos) {
        following = true;
        followedNanos = nanos;
    }

    /// The topic is no longer read: nothing is sure until it is again.
    public synchronized void lost() {
        following = false;
        heardSince = false;
    }

    /// Those who are alive, by name.
    ///
    /// @param nanos now, by [System#nanoTime]
    public synchronized List<Presence> alive(long nanos) {
        List<Presence> alive = new ArrayList<>();
        for (Seen seen : processes.values()) {
            if (isAlive(seen, nanos)) {
                alive.add(seen.presence);
            }
        }
        alive.sort(Comparator.comparing(presence -> presence.who().process()));
        return alive;
    }

    /// Whether everybody else is surely not: the topic is followed, and somebody has been heard
    /// since, or nobody for so long that nobody can be.
    ///
    /// @param nanos now, by [System#nanoTime]
    public synchronized boolean isSure(long nanos) {
        return following && (heardSince || nanos - followedNanos >= ABSENT_AFTER.toNanos());
    }

    private boolean isAlive(Seen seen, long nanos) {
        long byBroker = (lastAppend - seen.append) * 1_000_000 + (nanos - lastNanos);
        return Math.max(byBroker, nanos - seen.nanos) < ABSENT_AFTER.toNanos();
    }
}
