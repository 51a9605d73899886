package dev.towpath.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.config.WebhookSecret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The golden vectors of `schemas/vectors/push.json`.
final class PushVectorsTest {
    private static final Path FILE = Path.of("..", "..", "schemas", "vectors", "push.json");

    @ParameterizedTest
    @MethodSource("requests")
    void aRequestIsSignedAsAgreed(Vector vector) {
        List<WebhookSecret> secrets = new ArrayList<>();
        vector.json.get("secrets").forEach(one -> secrets.add(new WebhookSecret(one.asString())));
        byte[] body = vector.text("body").getBytes(StandardCharsets.UTF_8);

        assertThat(new Signatures(secrets).of(vector.text("id"), vector.timestamp(), body))
                .isEqualTo(vector.text("signature"));
    }

    @ParameterizedTest
    @MethodSource("acknowledgements")
    void aSignedLineIsTaken(Vector vector) throws IOException {
        assertThat(vector.isTaken()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("notAcknowledged")
    void anyOtherLineIsNot(Vector vector) throws IOException {
        assertThat(vector.isTaken()).isFalse();
    }

    static Stream<Vector> requests() {
        return list("requests");
    }

    static Stream<Vector> acknowledgements() {
        return list("acknowledgements");
    }

    static Stream<Vector> notAcknowledged() {
        return list("notAcknowledged");
    }

    private static Stream<Vector> list(String name) {
        JsonNode all = JsonMapper.builder().build().readTree(FILE.toFile()).get(name);
        return all.valueStream().map(Vector::new);
    }

    record Vector(JsonNode json) {
        String text(String field) {
            return json.get(field).asString();
        }

        long timestamp() {
            return Long.parseLong(text("timestamp"));
        }

        boolean isTaken() throws IOException {
            OneJob job = new OneJob(text("id"), text("fence"));
            byte[] line = (text("line") + "\n").getBytes(StandardCharsets.UTF_8);
            Answer answer =
                    new Answer(
                            new ByteArrayInputStream(line),
                            new Signatures(List.of(new WebhookSecret(text("secret")))),
                            job,
                            timestamp(),
                            InstantSource.system());
            answer.read();
            return answer.isOurs();
        }

        @Override
        public String toString() {
            return text("name");
        }
    }
}
