package dev.towpath.e2e.proxy;

import java.nio.ByteBuffer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;

/// Puts the proxy's address where the broker names its own, so that clients stay behind the proxy.
final class Answers {
    private final String host;
    private final int port;
    private final Topics topics;

    Answers(String host, int port, Topics topics) {
        this.host = host;
        this.port = port;
        this.topics = topics;
    }

    /// The answer to a request, as the client shall see it.
    byte[] readdressed(Request request, byte[] answer) {
        return switch (request.api()) {
            case METADATA -> {
                Parts parts = new Parts(request, answer);
                MetadataResponseData body = new MetadataResponseData(parts.in, parts.version);
                body.brokers().forEach(broker -> broker.setHost(host).setPort(port));
                body.topics().forEach(topic -> learn(topic.topicId(), topic.name()));
                yield parts.with(body);
            }
            case FIND_COORDINATOR -> {
                Parts parts = new Parts(request, answer);
                FindCoordinatorResponseData body =
                        new FindCoordinatorResponseData(parts.in, parts.version);
                if (parts.version < 4) {
                    body.setHost(host).setPort(port);
                }
                body.coordinators().forEach(one -> one.setHost(host).setPort(port));
                yield parts.with(body);
            }
            case DESCRIBE_CLUSTER -> {
                Parts parts = new Parts(request, answer);
                DescribeClusterResponseData body =
                        new DescribeClusterResponseData(parts.in, parts.version);
                body.brokers().forEach(broker -> broker.setHost(host).setPort(port));
                yield parts.with(body);
            }
            default -> answer;
        };
    }

    private void learn(Uuid id, String name) {
        if (name != null) {
            topics.learn(id, name);
        }
    }

    /// An answer taken apart.
    private static final class Parts {
        private final ByteBufferAccessor in;
        private final short version;
        private final ResponseHeaderData header;
        private final short headerVersion;

        private Parts(Request request, byte[] answer) {
            ApiKeys api = request.api();
            version = request.version();
            headerVersion = api.responseHeaderVersion(version);
            in = new ByteBufferAccessor(ByteBuffer.wrap(answer));
            header = new ResponseHeaderData(in, headerVersion);
        }

        private byte[] with(ApiMessage body) {
            ByteBuffer head = MessageUtil.toByteBufferAccessor(header, headerVersion).buffer();
            ByteBuffer rest = MessageUtil.toByteBufferAccessor(body, version).buffer();
            return ByteBuffer.allocate(head.remaining() + rest.remaining())
                    .put(head)
                    .put(rest)
                    .array();
        }
    }
}
