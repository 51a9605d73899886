package dev.towpath.testkit.crew;

import dev.towpath.schemas.wire.EnvelopeCodec;
import dev.towpath.schemas.wire.JobEnvelope;
import dev.towpath.worker.kafka.BoundedBytes;
import dev.towpath.worker.kafka.Clients;
import dev.towpath.worker.kafka.Questions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// A bug that is planted between a whole worker and its clients, so that the guarantees must find
/// it.
@SuppressWarnings("ImmutableEnumChecker") // each seam makes a new one
enum Slip {
    /// The offset that is committed is that of the newest record read.
    COMMIT_HIGHEST("S1", CommitHighest::new),
    /// A transaction sends the offsets that moved, and only those.
    MARK_WITHOUT_ITS_OFFSET("S19", MarkWithoutItsOffset::new),
    /// The group metadata is that of when the offsets are sent, not of when the batch was made.
    METADATA_AT_FLUSH_TIME("S10", MetadataAtFlushTime::new),
    /// A dead letter is taken for stored, stored or not.
    DEAD_LETTER_NOT_AWAITED("S14", DeadLetterNotAwaited::new),
    /// A restore reads only what was stable when it began.
    RESTORE_TO_THE_STABLE_END("S10", RestoreToTheStableEnd::new),
    /// A job that is put back keeps its hop in the copy.
    COPY_WITHOUT_HOP("S1", clients -> new OtherEnvelope(clients, 0, -1)),
    /// A copy begins with its attempts anew.
    ATTEMPT_RESET_BY_COPY("S8", clients -> new OtherEnvelope(clients, Integer.MIN_VALUE, 0)),
    /// A copy is taken for stored before it is.
    MARK_BEFORE_COPY("S10", MarkBeforeCopy::new),
    /// A failed flush is taken for a committed one.
    FLUSH_FAILURE_IGNORED("S1", FlushFailureIgnored::new),
    /// A log that was paused is now and then not read on.
    FORGOTTEN_RESUME("restless", ForgottenResume::new);

    /// The guarantee that finds it.
    final String found;

    final UnaryOperator<Clients> seam;

    Slip(String found, UnaryOperator<Clients> seam) {
        this.found = found;
        this.seam = seam;
    }

    /// Of a worker whose consumer is asked for what its flusher should have been handed.
    private abstract static class Nosy extends Seam {
        @Nullable Consumer<byte[], byte[]> consumer;

        Nosy(Clients clients) {
            super(clients);
        }

        @Override
        public Consumer<byte[], byte[]> jobs(BoundedBytes bytes) {
            Consumer<byte[], byte[]> made = super.jobs(bytes);
            consumer = made;
            return made;
        }

        Consumer<byte[], byte[]> theConsumer() {
            return Objects.requireNonNull(consumer);
        }

        @Override
        public Producer<byte[], byte[]> transactional(String transactionalId) {
            return producer(
                    super.transactional(transactionalId),
                    call ->
                            call.name().equals("sendOffsetsToTransaction")
                                    ? sendOffsets(call)
                                    : call.goOn());
        }

        abstract @Nullable Object sendOffsets(Call call) throws Throwable;

        @SuppressWarnings("unchecked")
        static Map<TopicPartition, OffsetAndMetadata> offsets(Call call) {
            return (Map<TopicPartition, OffsetAndMetadata>) call.argument(0);
        }
    }

    private static final class CommitHighest extends Nosy {
        CommitHighest(Clients clients) {
            super(clients);
        }

        @Override
        @Nullable Object sendOffsets(Call call) throws Throwable {
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
            offsets(call)
                    .forEach(
                            (partition, offset) ->
                                    offsets.put(partition, highest(partition, offset)));
            return call.with(offsets, call.argument(1));
        }

        private OffsetAndMetadata highest(TopicPartition partition, OffsetAndMetadata offset) {
            return theConsumer().assignment().contains(partition)
                    ? new OffsetAndMetadata(
                            Math.max(offset.offset(), theConsumer().position(partition)),
                            offset.metadata())
                    : offset;
        }
    }

    private static final class MarkWithoutItsOffset extends Nosy {
        private final Map<TopicPartition, OffsetAndMetadata> sent = new HashMap<>();

        MarkWithoutItsOffset(Clients clients) {
            super(clients);
        }

        @Override
        @Nullable Object sendOffsets(Call call) throws Throwable {
            Map<TopicPartition, OffsetAndMetadata> moved = new HashMap<>(offsets(call));
            moved.entrySet().removeIf(entry -> isAt(entry.getKey(), entry.getValue().offset()));
            sent.putAll(moved);
            return moved.isEmpty() ? null : call.with(moved, call.argument(1));
        }

        private boolean isAt(TopicPartition partition, long offset) {
            OffsetAndMetadata before = sent.get(partition);
            return before != null && before.offset() == offset;
        }
    }

    private static final class MetadataAtFlushTime extends Nosy {
        MetadataAtFlushTime(Clients clients) {
            super(clients);
        }

        @Override
        @Nullable Object sendOffsets(Call call) throws Throwable {
            return call.with(call.argument(0), theConsumer().groupMetadata());
        }
    }

    private static final class DeadLetterNotAwaited extends Seam {
        private int letters;

        DeadLetterNotAwaited(Clients clients) {
            super(clients);
        }

        @Override
        public Producer<byte[], byte[]> transactional(String transactionalId) {
            return producer(
                    super.transactional(transactionalId),
                    call -> isLost(call) ? took(call) : call.goOn());
        }

        private boolean isLost(Call call) {
            return call.name().equals("send")
                    && ((ProducerRecord<?, ?>) call.argument(0)).topic().contains("dead")
                    && ++letters % 10 == 0;
        }
    }

    private static final class RestoreToTheStableEnd extends Seam {
        RestoreToTheStableEnd(Clients clients) {
            super(clients);
        }

        @Override
        public Questions questions() {
            return between(
                    Questions.class,
                    super.questions(),
                    call -> call.name().equals("ends") ? stable(call) : call.goOn());
        }

        @SuppressWarnings("unchecked")
        private @Nullable Object stable(Call call) throws Throwable {
            var ends = Objects.requireNonNull((Map<TopicPartition, Long>) call.goOn());
            List<TopicPartition> ledgers =
                    ends.keySet().stream()
                            .filter(partition -> partition.topic().contains("ledger"))
                            .toList();
            if (ledgers.isEmpty()) {
                return ends;
            }
            try (Consumer<byte[], byte[]> reader = clients.ledger(new BoundedBytes())) {
                ends.putAll(reader.endOffsets(ledgers));
            }
            return ends;
        }
    }

    private static final class OtherEnvelope extends Seam {
        private final int attempts;
        private final int hops;

        /// @param attempts that are added
        OtherEnvelope(Clients clients, int attempts, int hops) {
            super(clients);
            this.attempts = attempts;
            this.hops = hops;
        }

        @Override
        @SuppressWarnings("unchecked")
        public Producer<byte[], byte[]> copies() {
            return producer(
                    super.copies(),
                    call ->
                            call.name().equals("send")
                                    ? call.with(
                                            other(
                                                    (ProducerRecord<byte[], byte[]>)
                                                            call.argument(0)),
                                            call.argument(1))
                                    : call.goOn());
        }

        private ProducerRecord<byte[], byte[]> other(ProducerRecord<byte[], byte[]> record) {
            JobEnvelope one = Text.envelope(record.headers());
            record.headers().remove(EnvelopeCodec.HEADER);
            record.headers()
                    .add(
                            EnvelopeCodec.HEADER,
                            EnvelopeCodec.encode(
                                    new JobEnvelope(
                                            Math.max(0, one.attempt() + attempts),
                                            one.generation(),
                                            one.hop() + hops,
                                            one.nonce(),
                                            one.acceptedAt(),
                                            one.dueAt(),
                                            one.expiresAt(),
                                            one.windowMillis(),
                                            one.checksum(),
                                            one.flags(),
                                            one.client(),
                                            one.dedupKey(),
                                            one.batch(),
                                            one.tags(),
                                            one.deployment())));
            return record;
        }
    }

    private static final class MarkBeforeCopy extends Seam {
        MarkBeforeCopy(Clients clients) {
            super(clients);
        }

        @Override
        public Producer<byte[], byte[]> copies() {
            return producer(
                    super.copies(),
                    call -> {
                        if (!call.name().equals("send")) {
                            return call.goOn();
                        }
                        took(call);
                        return call.with(call.argument(0), null);
                    });
        }
    }

    private static final class FlushFailureIgnored extends Seam {
        FlushFailureIgnored(Clients clients) {
            super(clients);
        }

        @Override
        public Producer<byte[], byte[]> transactional(String transactionalId) {
            return producer(
                    super.transactional(transactionalId),
                    call -> {
                        try {
                            return call.goOn();
                        } catch (KafkaException e) {
                            if (call.name().equals("commitTransaction")) {
                                return null;
                            }
                            throw e;
                        }
                    });
        }
    }

    private static final class ForgottenResume extends Seam {
        private int resumed;

        ForgottenResume(Clients clients) {
            super(clients);
        }

        @Override
        public Consumer<byte[], byte[]> jobs(BoundedBytes bytes) {
            return consumer(
                    super.jobs(bytes),
                    call ->
                            call.name().equals("resume") && ++resumed % 2 == 0
                                    ? null
                                    : call.goOn());
        }
    }

    /// Says that a record is stored, and has not stored it.
    private static @Nullable Object took(Seam.Call call) {
        ProducerRecord<?, ?> record = (ProducerRecord<?, ?>) call.argument(0);
        ((Callback) call.argument(1))
                .onCompletion(
                        new RecordMetadata(new TopicPartition(record.topic(), 0), 0, 0, 0, 0, 0),
                        null);
        return null;
    }
}
