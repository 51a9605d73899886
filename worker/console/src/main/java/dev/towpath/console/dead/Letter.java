package dev.towpath.console.dead;

import dev.towpath.console.filter.JobFacts;
import dev.towpath.console.filter.Subject;
import dev.towpath.console.topic.Place;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.wire.DeadLetter;
import dev.towpath.schemas.wire.JobHeaders;
import dev.towpath.schemas.wire.MalformedException;
import dev.towpath.schemas.wire.NewerFormatException;
import dev.towpath.schemas.wire.Text;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/// One dead letter, without its payload.
///
/// @param place where the letter lies
/// @param queue the queue that it died in
/// @param why the trace taken out, which its cause holds in short, and the reason cut
/// @param bytes of the payload
public record Letter(
        Place place, String queue, JobFacts facts, DeadLetter why, Cause cause, int bytes) {
    private static final String NOT_A_JOB = "TP-4";
    private static final int MAX_REASON_BYTES = 400;

    /// What a letter is good for.
    public enum Kind {
        /// A job as it was.
        WHOLE,
        /// The job did not fit; the letter only says where it lies.
        POINTER,
        /// The record never was a job.
        UNDECODABLE
    }

    /// Reads a record of a queue's dead letters. Whoever wrote it, there is a letter.
    public static Letter of(String queue, ConsumerRecord<byte[], byte[]> record) {
        DeadLetter why = why(record);
        Cause cause = Cause.of(why);
        DeadLetter brief =
                new DeadLetter(
                        why.code(),
                        Text.cut(why.reason(), MAX_REASON_BYTES),
                        why.error(),
                        "",
                        why.topic(),
                        why.partition(),
                        why.offset(),
                        why.timestamp(),
                        why.attempts(),
                        why.generation(),
                        why.diedAt(),
                        why.worker(),
                        why.pointer());
        return new Letter(
                new Place(record.topic(), record.partition(), record.offset()),
                queue,
                JobFacts.of(record.headers()),
                brief,
                cause,
                Math.max(0, record.serializedValueSize()));
    }

    /// Why a record is a dead letter, trace and all; a record that does not say so was written by
    /// somebody else.
    public static DeadLetter why(ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader(JobHeaders.DEAD);
        String problem = "it has no header " + JobHeaders.DEAD;
        if (header != null && header.value() != null) {
            try {
                return DeadLetter.decode(header.value());
            } catch (MalformedException | NewerFormatException e) {
                problem = String.valueOf(e.getMessage());
            }
        }
        return new DeadLetter(
                ErrorCode.LOG_DAMAGED.code(),
                "not a letter of a worker: " + problem,
                "",
                "",
                record.topic(),
                record.partition(),
                record.offset(),
                Math.max(0, record.timestamp()),
                0,
                0,
                Math.max(0, record.timestamp()),
                "",
                false);
    }

    public Kind kind() {
        if (why.pointer()) {
            return Kind.POINTER;
        }
        boolean job =
                facts.isWhole()
                        && !why.code().startsWith(NOT_A_JOB)
                        && !why.code().equals(ErrorCode.LOG_DAMAGED.code());
        return job ? Kind.WHOLE : Kind.UNDECODABLE;
    }

    /// The job's id; empty when it has none.
    public String id() {
        return facts.id().map(Object::toString).orElse("");
    }

    public Subject subject() {
        return new Subject(
                facts,
                queue,
                place.partition(),
                place.offset(),
                why.diedAt(),
                why.code(),
                cause.fingerprint());
    }
}
