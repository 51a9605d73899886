package dev.towpath.worker.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What keeps jobs back without blame: a gate is closed while an operator pauses a queue or a type,
/// or a target is out.
public final class Gates {
    private final Map<String, Closed> closed = new HashMap<>();

    /// @param until milliseconds since 1970 when it opens by itself, 0 for never
    private record Closed(String reason, long since, long until) {}

    /// The gate of all jobs of a queue.
    public static String queue(String name) {
        return "queue/" + name;
    }

    /// The gate of all jobs of a type.
    public static String type(String name) {
        return "type/" + name;
    }

    /// The gate of all types with a target.
    public static String target(String name) {
        return "target/" + name;
    }

    /// Those that are closed.
    List<WorkView.ClosedGate> closed() {
        List<WorkView.ClosedGate> gates = new ArrayList<>(closed.size());
        closed.forEach(
                (gate, one) ->
                        gates.add(new WorkView.ClosedGate(gate, one.reason, one.since, one.until)));
        return gates;
    }

    /// Closes one; one that is closed stays so since when it was.
    void close(String gate, String reason, long until, long now) {
        Closed before = closed.get(gate);
        closed.put(gate, new Closed(reason, before == null ? now : before.since, until));
    }

    void open(String gate) {
        closed.remove(gate);
    }

    /// Opens those whose time has come.
    ///
    /// @return whether there were any
    boolean openDue(long now) {
        return closed.values().removeIf(one -> one.until > 0 && one.until <= now);
    }

    /// Why jobs of a type wait; empty while they need not.
    String reason(TypePolicy policy) {
        for (String gate : of(policy)) {
            Closed one = closed.get(gate);
            if (one != null) {
                return one.reason;
            }
        }
        return "";
    }

    private static List<String> of(TypePolicy policy) {
        List<String> gates = new ArrayList<>(3);
        gates.add(queue(policy.queue()));
        gates.add(type(policy.type()));
        if (!policy.target().isEmpty()) {
            gates.add(target(policy.target()));
        }
        return gates;
    }
}
