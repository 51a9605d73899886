package dev.towpath.schemas.presence;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// What a gateway or a worker tells of itself at one moment. On the presence topic its key is the
/// process; a record without value says that it has left.
///
/// @param partitions that it reads: of a worker, as `default-3`, those whose jobs it runs; of a
///     gateway those of the ladder's topics
/// @param opening those that are given to it and not open yet
/// @param refused those that it does not open
/// @param inFlight jobs that run
/// @param queues what it serves
/// @param held what it keeps back
/// @param running jobs that run, the longest first; of very many only some
/// @param progress how far those jobs are that say so; of very many only some
public record Presence(
        Identity who,
        List<String> partitions,
        List<String> opening,
        List<Refused> refused,
        int inFlight,
        List<Served> queues,
        List<Held> held,
        List<Running> running,
        List<Progress> progress) {
    /// How many of each kind are told at most.
    public static final int MAX_EACH = 2_000;

    /// How often a process tells of itself.
    public static final long EVERY_MILLIS = 1_000;

    /// A partition that stays closed.
    ///
    /// @param why with its code, as `TP-2005 ...`
    public record Refused(String partition, String why) {}

    /// A queue from which a worker takes jobs.
    ///
    /// @param handlers the types that it has handlers for
    /// @param active the types of which it has work now
    public record Served(String queue, List<String> handlers, List<Active> active) {
        public Served {
            handlers = most(handlers);
            active = most(active);
        }
    }

    /// A type of which a worker has work.
    ///
    /// @param partitions how many of its partitions have work of it
    /// @param waiting jobs in its memory that could start
    /// @param running jobs that run
    public record Active(String type, int partitions, int waiting, int running) {}

    /// What is kept back.
    ///
    /// @param gate which jobs: `queue/NAME`, `type/NAME` or `target/NAME`
    /// @param reason one sentence
    /// @param since milliseconds since 1970
    /// @param until when it ends by itself, milliseconds since 1970; 0 for never
    public record Held(String gate, String reason, long since, long until) {}

    /// A job that runs.
    ///
    /// @param attempt from 1
    /// @param since milliseconds since 1970
    public record Running(String job, int attempt, long since) {}

    /// How far a job is by its handler's own word.
    ///
    /// @param client whose job it is
    /// @param generation from 0
    /// @param attempt from 1
    /// @param part from 0 to 1
    /// @param note for people, empty for none
    public record Progress(
            String job, String client, int generation, int attempt, double part, String note) {}

    public Presence {
        partitions = most(partitions);
        opening = most(opening);
        refused = most(refused);
        queues = most(queues);
        held = most(held);
        running = most(running);
        progress = most(progress);
    }

    /// A gateway.
    ///
    /// @param partitions of the ladder
    public static Presence gateway(Identity who, List<String> partitions) {
        return new Presence(
                who,
                partitions,
                List.of(),
                List.of(),
                0,
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    /// The key of its records.
    public byte[] key() {
        return key(who);
    }

    /// The key of a process's records.
    public static byte[] key(Identity who) {
        return who.process().getBytes(StandardCharsets.UTF_8);
    }

    private static <T> List<T> most(List<T> all) {
        return List.copyOf(all.size() <= MAX_EACH ? all : all.subList(0, MAX_EACH));
    }
}
