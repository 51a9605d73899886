package dev.towpath.gateway.outbox;

import dev.towpath.gateway.intake.OutboxJob;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The death of a relay at one of its steps: before or after a statement, a row, a hand-over to
/// Kafka, an acknowledgement. Its connection is gone at once, as with its process.
final class Cut {
    private static final Set<String> STEPS =
            Set.of(
                    "execute",
                    "executeQuery",
                    "executeUpdate",
                    "executeBatch",
                    "next",
                    "commit",
                    "rollback");

    private final int at;
    private final Connection connection;
    private final List<String> steps = new ArrayList<>();

    /// @param at the step, from 0
    Cut(int at, Connection connection) {
        this.at = at;
        this.connection = connection;
    }

    /// The relay is no more.
    static final class Killed extends Error {
        private Killed(String step) {
            super("killed " + step, null, false, false);
        }
    }

    /// The steps that were come to.
    List<String> steps() {
        return steps;
    }

    /// The connection as the relay has it.
    Connection connection() {
        return watched(Connection.class, connection);
    }

    /// The way to Kafka as the relay has it.
    Batch.Jobs jobs(Batch.Jobs real) {
        return new Batch.Jobs() {
            @Override
            public OutboxJob read(Row row, String json) {
                return real.read(row, json);
            }

            @Override
            public OutboxJob.Confirmation submit(OutboxJob job) {
                step("before submit");
                OutboxJob.Confirmation confirmation = real.submit(job);
                step("after submit");
                return () -> {
                    step("before ack");
                    confirmation.await();
                    step("after ack");
                };
            }
        };
    }

    private void step(String name) {
        if (steps.size() == at) {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            throw new Killed(name);
        }
        steps.add(name);
    }

    private <T> T watched(Class<T> type, T real) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, args) -> {
                            boolean step = STEPS.contains(method.getName());
                            if (step) {
                                step("before " + method.getName());
                            }
                            Object result;
                            try {
                                result = method.invoke(real, args);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                            if (step) {
                                step("after " + method.getName());
                            }
                            return switch (result) {
                                case PreparedStatement one -> watched(PreparedStatement.class, one);
                                case ResultSet one -> watched(ResultSet.class, one);
                                case null, default -> result;
                            };
                        }));
    }
}
