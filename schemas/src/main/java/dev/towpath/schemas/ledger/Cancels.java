package dev.towpath.schemas.ledger;

import dev.towpath.schemas.wire.JobEnvelope;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The cancels that were asked for in one partition. Each speaks of submissions that were there
/// when it was asked, whether the worker has seen them yet or not: those before an offset of the
/// jobs topic, and those that wait on the ladder and were accepted before a time.
///
/// Holds the newest 100,000; what is older is forgotten.
public final class Cancels {
    private static final int MOST = 100_000;
    private static final char SEPARATOR = '!';

    private final Map<Key, Ask> asks = new LinkedHashMap<>();
    private final Set<Key> spared = new HashSet<>();

    private record Key(long high, long low, String client) {}

    /// One cancel.
    ///
    /// @param askedAt milliseconds since 1970
    /// @param jobsEnd the end of the jobs partition at that time
    public record Ask(long askedAt, long jobsEnd) {
        /// Whether it speaks of a submission in the jobs topic.
        public boolean coversJobs(long offset) {
            return offset < jobsEnd;
        }

        /// Whether it speaks of a submission that came off the ladder.
        public boolean coversExpress(long acceptedAt) {
            return acceptedAt <= askedAt;
        }

        /// One that speaks of all that either speaks of: gateways store what they are asked in any
        /// order.
        Ask and(Ask other) {
            return new Ask(Math.max(askedAt, other.askedAt), Math.max(jobsEnd, other.jobsEnd));
        }
    }

    public boolean isEmpty() {
        return asks.isEmpty();
    }

    /// Takes a cancel.
    ///
    /// @return all that this client has asked for of the job
    public Ask put(long high, long low, String client, Ask ask) {
        Key key = new Key(high, low, client);
        Ask before = asks.remove(key);
        Ask all = before == null ? ask : before.and(ask);
        asks.put(key, all);
        if (!all.equals(before)) {
            spared.remove(key);
        }
        if (asks.size() > MOST) {
            Key oldest = asks.keySet().iterator().next();
            asks.remove(oldest);
            spared.remove(oldest);
        }
        return all;
    }

    /// What this client has asked for of a job.
    public @Nullable Ask find(long high, long low, String client) {
        return asks.isEmpty() ? null : asks.get(new Key(high, low, client));
    }

    /// A job waits on the ladder of which no cancel speaks that this client has asked for so far.
    public void spare(long high, long low, String client) {
        Key key = new Key(high, low, client);
        if (asks.containsKey(key)) {
            spared.add(key);
        }
    }

    /// Whether that is so, and the client has asked for no other since.
    public boolean spares(long high, long low, String client) {
        return spared.contains(new Key(high, low, client));
    }

    /// Whether a cancel speaks of a job that lives, by its mark.
    boolean speakOf(long high, long low, Mark mark) {
        Ask ask = find(high, low, mark.client());
        if (ask == null) {
            return false;
        }
        return JobEnvelope.isDelayed(mark.flags(), mark.hop())
                ? ask.coversExpress(mark.acceptedAt())
                : ask.coversJobs(mark.sourceOffset());
    }

    /// The ledger key of a cancel.
    ///
    /// @param tail of the job's id
    public static byte[] ledgerKey(byte[] tail, String client) {
        byte[] name = client.getBytes(StandardCharsets.UTF_8);
        byte[] key = Arrays.copyOf(tail, tail.length + 1 + name.length);
        key[tail.length] = SEPARATOR;
        System.arraycopy(name, 0, key, tail.length + 1, name.length);
        return key;
    }

    static boolean isLedgerKey(byte[] key, int tailLength) {
        return key.length > tailLength && key[tailLength] == SEPARATOR;
    }
}
