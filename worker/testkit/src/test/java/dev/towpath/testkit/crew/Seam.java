package dev.towpath.testkit.crew;

import dev.towpath.worker.kafka.BoundedBytes;
import dev.towpath.worker.kafka.Clients;
import dev.towpath.worker.kafka.Questions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/// The clients of a worker with something between: each part passes on what it does not change.
class Seam implements Clients {
    final Clients clients;

    Seam(Clients clients) {
        this.clients = clients;
    }

    /// What stands between a caller and a client.
    @FunctionalInterface
    interface Between {
        /// @return what the caller gets
        @Nullable Object call(Call call) throws Throwable;
    }

    /// A call of one of a client's methods.
    @SuppressWarnings("ArrayRecordComponent") // as reflection has them
    record Call(Object target, Method method, @Nullable Object[] arguments) {
        String name() {
            return method.getName();
        }

        Object argument(int number) {
            Object argument = arguments[number];
            if (argument == null) {
                throw new IllegalStateException("argument " + number + " of " + name());
            }
            return argument;
        }

        /// As the client does it.
        @Nullable Object goOn() throws Throwable {
            return with(arguments);
        }

        @Nullable Object with(@Nullable Object... others) throws Throwable {
            try {
                return method.invoke(target, others);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }

    static <T> T between(Class<T> type, T target, Between between) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (_, method, arguments) ->
                                between.call(
                                        new Call(
                                                target,
                                                method,
                                                arguments == null ? new Object[0] : arguments))));
    }

    @SuppressWarnings("unchecked")
    static Consumer<byte[], byte[]> consumer(Consumer<byte[], byte[]> target, Between between) {
        return between(Consumer.class, target, between);
    }

    @SuppressWarnings("unchecked")
    static Producer<byte[], byte[]> producer(Producer<byte[], byte[]> target, Between between) {
        return between(Producer.class, target, between);
    }

    @Override
    public Consumer<byte[], byte[]> jobs(BoundedBytes bytes) {
        return clients.jobs(bytes);
    }

    @Override
    public Consumer<byte[], byte[]> express(BoundedBytes bytes) {
        return clients.express(bytes);
    }

    @Override
    public Consumer<byte[], byte[]> ledger(BoundedBytes bytes) {
        return clients.ledger(bytes);
    }

    @Override
    public Consumer<byte[], byte[]> oneByOne(BoundedBytes bytes) {
        return clients.oneByOne(bytes);
    }

    @Override
    public Producer<byte[], byte[]> transactional(String transactionalId) {
        return clients.transactional(transactionalId);
    }

    @Override
    public Producer<byte[], byte[]> copies() {
        return clients.copies();
    }

    @Override
    public Questions questions() {
        return clients.questions();
    }
}
