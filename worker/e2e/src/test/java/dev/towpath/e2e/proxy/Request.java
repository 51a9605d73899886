package dev.towpath.e2e.proxy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.message.EndTxnResponseData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;

/// One request of a Kafka client, and the steps that it and its answer are.
///
/// @param transactionalId of a producer that introduces itself
record Request(
        ApiKeys api,
        short version,
        List<WireStep> sent,
        List<WireStep> stored,
        Optional<String> transactionalId) {
    /// Reads a request without its length.
    static Request of(byte[] frame, Topics topics) {
        ByteBufferAccessor in = new ByteBufferAccessor(ByteBuffer.wrap(frame));
        ByteBuffer head = ByteBuffer.wrap(frame);
        ApiKeys api = ApiKeys.forId(head.getShort());
        short version = head.getShort();
        new RequestHeaderData().read(in, api.requestHeaderVersion(version));
        List<WireStep> sent = new ArrayList<>();
        List<WireStep> stored = new ArrayList<>();
        Optional<String> transactionalId = Optional.empty();
        switch (api) {
            case PRODUCE -> {
                ProduceRequestData produce = new ProduceRequestData(in, version);
                boolean marks = false;
                boolean letters = false;
                for (ProduceRequestData.TopicProduceData topic : produce.topicData()) {
                    String name = topics.name(topic.topicId()).orElse(topic.name());
                    marks |= name.contains("ledger.");
                    letters |= name.contains("dead.");
                }
                if (marks) {
                    sent.add(WireStep.MARKS_SENT);
                    stored.add(WireStep.MARKS_STORED);
                }
                if (letters) {
                    sent.add(WireStep.LETTERS_SENT);
                    stored.add(WireStep.LETTERS_STORED);
                }
            }
            case TXN_OFFSET_COMMIT -> {
                sent.add(WireStep.OFFSETS_SENT);
                stored.add(WireStep.OFFSETS_STORED);
            }
            case END_TXN -> {
                if (new EndTxnRequestData(in, version).committed()) {
                    sent.add(WireStep.COMMIT_SENT);
                    stored.add(WireStep.COMMIT_STORED);
                }
            }
            case HEARTBEAT, CONSUMER_GROUP_HEARTBEAT -> sent.add(WireStep.HEARTBEAT_SENT);
            case INIT_PRODUCER_ID -> {
                transactionalId =
                        Optional.ofNullable(
                                new InitProducerIdRequestData(in, version).transactionalId());
                transactionalId.ifPresent(_ -> sent.add(WireStep.PRODUCER_MADE));
            }
            default -> {
                // None.
            }
        }
        return new Request(api, version, sent, stored, transactionalId);
    }

    /// The steps that its answer is: none when the broker refused to end the transaction.
    List<WireStep> stored(byte[] answer) {
        if (api != ApiKeys.END_TXN || stored.isEmpty()) {
            return stored;
        }
        ByteBufferAccessor in = new ByteBufferAccessor(ByteBuffer.wrap(answer));
        new ResponseHeaderData().read(in, api.responseHeaderVersion(version));
        return new EndTxnResponseData(in, version).errorCode() == 0 ? stored : List.of();
    }
}
