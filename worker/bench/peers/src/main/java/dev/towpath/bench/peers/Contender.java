package dev.towpath.bench.peers;

import dev.towpath.schemas.config.Order;

/// One way to do the jobs of a topic.
public enum Contender {
    /// One thread, one record after the other; offsets are committed by themselves.
    BARE_POLL("bare poll loop") {
        @Override
        void start(Reading reading, Work work) {
            Polls.start(reading, work, false);
        }
    },
    /// A virtual thread a record, no order, nothing remembered: what more cannot be had.
    BARE_POLL_AND_VIRTUAL_THREADS("bare poll + a virtual thread a record") {
        @Override
        void start(Reading reading, Work work) {
            Polls.start(reading, work, true);
        }
    },
    PARALLEL_CONSUMER_UNORDERED("Parallel Consumer 0.5.3.3, UNORDERED") {
        @Override
        void start(Reading reading, Work work) {
            Parallel.start(reading, work, false);
        }
    },
    PARALLEL_CONSUMER_KEY("Parallel Consumer 0.5.3.3, KEY") {
        @Override
        void start(Reading reading, Work work) {
            Parallel.start(reading, work, true);
        }
    },
    SPRING_KAFKA("Spring Kafka 4.0.1, concurrency = partitions") {
        @Override
        void start(Reading reading, Work work) {
            Spring.start(reading, work);
        }
    },
    SHARE_CONSUMER("share consumers, explicit acks, a virtual thread a record") {
        @Override
        void start(Reading reading, Work work) {
            Shares.start(reading, work);
        }
    },
    TOWPATH("Towpath, order none, dedup on") {
        @Override
        void start(Reading reading, Work work) {
            Ours.start(reading, work, Order.NONE);
        }
    },
    TOWPATH_GROUP("Towpath, order group, dedup on") {
        @Override
        void start(Reading reading, Work work) {
            Ours.start(reading, work, Order.GROUP);
        }
    };

    private final String title;

    Contender(String title) {
        this.title = title;
    }

    /// What it is called in tables.
    public String title() {
        return title;
    }

    /// Begins to read. It goes on until the process ends.
    abstract void start(Reading reading, Work work);
}
