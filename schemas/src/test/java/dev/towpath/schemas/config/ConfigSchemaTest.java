package dev.towpath.schemas.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.dataformat.yaml.YAMLMapper;

class ConfigSchemaTest {
    private static final Schema SCHEMA =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(ConfigSchema.json());

    @Test
    void theSchemaTakesAFileThatTheReaderTakes() {
        assertThat(faults(ConfigReaderTest.FULL)).isEmpty();
        assertThat(faults("gateway:\nqueues:\nclients: {site: {keys: }}\n")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gatway: {}",
                "gateway: {prot: 1}",
                "gateway: {port: 70000}",
                "gateway: {port: x}",
                "gateway: {maxBody: 1MB}",
                "gateway: {bodyTimeout: 10}",
                "queues: {Mail: {}}",
                "queues: {default: {partitions: 0}}",
                "types: {a: {order: gruop}}",
                "types: {a: {attempts: 0}}",
                "types: {a: {allowUnknown: true}}",
                "types: {\"*\": {allowUnknown: 1}}",
                "kafka: {properties: {acks: 1}}",
                "kafka: {bootstrap: 9092}",
                "clients: {site: {keys: [{revoked: true}]}}",
                "clients: {site: {keys: [{sha256: abc}]}}",
                "clients: {site: {scopes: [admin]}}",
                "prefix: nodot"
            })
    void theSchemaRefusesWhatTheReaderRefuses(String yaml) {
        assertThat(faults(yaml)).isNotEmpty();
    }

    private static List<String> faults(String yaml) {
        return SCHEMA.validate(new YAMLMapper().readTree(yaml)).stream()
                .map(Object::toString)
                .toList();
    }
}
