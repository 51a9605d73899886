package dev.towpath.testkit.fleet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A transaction of the cluster: what it wrote is seen when it is committed.
final class Transaction {
    enum Status {
        OPEN,
        COMMITTED,
        ABORTED
    }

    final String member;
    final long begunAt;
    final List<Cluster.Written> marks = new ArrayList<>();
    final List<Cluster.Letter> letters = new ArrayList<>();
    final Map<Log, Long> offsets = new LinkedHashMap<>();
    Status status = Status.OPEN;
    boolean written;
    boolean offsetsSent;

    Transaction(String member, long begunAt) {
        this.member = member;
        this.begunAt = begunAt;
    }

    boolean open() {
        return status == Status.OPEN;
    }
}
