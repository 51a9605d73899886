package dev.towpath.console.replay;

import dev.towpath.console.filter.Filter;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// A replay: what was asked for, what the dry run counted, and how far it is. It is kept on the
/// control topic, so that any machine can go on with it.
///
/// @param origin where the jobs are taken from
/// @param queues the queues that are looked at
/// @param max how many jobs it runs at most; 0 for no bound
/// @param rate how many a second it runs at most; 0 for no bound
/// @param runner the process that is at it
/// @param until up to which offset of each source partition it goes
/// @param progress the next offset of each source partition
/// @param sending where each partition of the jobs topics ended before the part was sent that is
///     under way; empty when none is
/// @param planned how many jobs the dry run found to run
/// @param sent how many jobs were put back into their queue
/// @param left how many were left out, although the dry run may have counted them
/// @param failed how many Kafka refused
/// @param edited the payload in place of the one job's own, in base64, and behind a colon its
///     checksum; empty for none
public record Plan(
        String id,
        Origin origin,
        List<String> queues,
        Filter filter,
        boolean force,
        boolean expired,
        long max,
        double rate,
        String actor,
        String command,
        Instant createdAt,
        State state,
        String runner,
        SortedMap<String, SortedMap<Integer, Long>> until,
        SortedMap<String, SortedMap<Integer, Long>> progress,
        SortedMap<String, SortedMap<Integer, Long>> sending,
        long planned,
        long sent,
        long left,
        long failed,
        String edited) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final int RANDOM_LENGTH = 4;

    /// Where jobs are taken from.
    public enum Origin {
        DEAD,
        LOG
    }

    /// How a plan stands.
    public enum State {
        RUNNING,
        STOPPED,
        DONE
    }

    public Plan {
        queues = List.copyOf(queues);
        until = Collections.unmodifiableSortedMap(new TreeMap<>(until));
        progress = Collections.unmodifiableSortedMap(new TreeMap<>(progress));
        sending = Collections.unmodifiableSortedMap(new TreeMap<>(sending));
    }

    /// A new name for a plan, such as `20261124-215803-k3fq`.
    public static String newId(Instant now) {
        SecureRandom random = new SecureRandom();
        StringBuilder id = new StringBuilder(TIME.format(now)).append('-');
        for (int i = 0; i < RANDOM_LENGTH; i++) {
            id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return id.toString();
    }

    /// Whether it has run as many jobs as it may.
    boolean isFull() {
        return max > 0 && sent >= max;
    }

    /// The same plan, once it is known what there is.
    ///
    /// @param ends where the source's topics ended
    /// @param run how many jobs the dry run found to run
    public Plan counted(SortedMap<String, SortedMap<Integer, Long>> ends, long run) {
        return new Plan(
                id, origin, queues, filter, force, expired, max, rate, actor, command, createdAt,
                state, runner, ends, progress, sending, run, sent, left, failed, edited);
    }

    /// The same plan at another rate.
    public Plan paced(double newRate) {
        return new Plan(
                id, origin, queues, filter, force, expired, max, newRate, actor, command, createdAt,
                state, runner, until, progress, sending, planned, sent, left, failed, edited);
    }

    Plan by(String newRunner, State newState) {
        return changed(newState, newRunner, progress, sending, sent, left, failed);
    }

    Plan beforeSending(SortedMap<String, SortedMap<Integer, Long>> jobsEnds) {
        return changed(state, runner, progress, jobsEnds, sent, left, failed);
    }

    Plan after(
            SortedMap<String, SortedMap<Integer, Long>> newProgress,
            long moreSent,
            long moreLeft,
            long moreFailed) {
        return changed(
                state,
                runner,
                newProgress,
                sending,
                sent + moreSent,
                left + moreLeft,
                failed + moreFailed);
    }

    Plan ended(State newState) {
        return changed(newState, "", progress, new TreeMap<>(), sent, left, failed);
    }

    private Plan changed(
            State newState,
            String newRunner,
            SortedMap<String, SortedMap<Integer, Long>> newProgress,
            SortedMap<String, SortedMap<Integer, Long>> newSending,
            long newSent,
            long newLeft,
            long newFailed) {
        return new Plan(
                id,
                origin,
                queues,
                filter,
                force,
                expired,
                max,
                rate,
                actor,
                command,
                createdAt,
                newState,
                newRunner,
                until,
                newProgress,
                newSending,
                planned,
                newSent,
                newLeft,
                newFailed,
                edited);
    }
}
