package dev.towpath.schemas.payload;

import static dev.towpath.schemas.payload.Read.record;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class SchemaStoreTest {
    private static final PayloadFormat.Avro DATED =
            PayloadFormat.avro(
                    record(
                            "{\"name\":\"day\",\"type\":{\"type\":\"int\",\"logicalType\":\"date\"},"
                                    + "\"default\":7,\"doc\":\"When\"}"));

    private final SchemaStore store = new SchemaStore();

    @Test
    void whatOneProcessPublishesAnotherKnowsWithDocsDefaultsAndLogicalTypes() {
        String key = SchemaStore.key(DATED);
        byte[] value = SchemaStore.value(DATED);

        assertThat(store.learn(key, value)).isEmpty();

        assertThat(key).matches("schema/[0-9a-f]{16}").matches(SchemaStore::isKey);
        Schema found = store.find(DATED.fingerprint()).orElseThrow();
        assertThat(found).isEqualTo(DATED.schema());
        assertThat(found.getField("day").doc()).isEqualTo("When");
        assertThat(found.getField("day").schema().getLogicalType().getName()).isEqualTo("date");
    }

    @Test
    void aRecordWithoutValueTakesTheSchemaAway() {
        store.add(DATED);

        assertThat(store.learn(SchemaStore.key(DATED), null)).isEmpty();

        assertThat(store.find(DATED.fingerprint())).isEmpty();
    }

    @Test
    void aTextUnderAnothersKeyIsLeftOut() {
        assertThat(store.learn("schema/0000000000000001", SchemaStore.value(DATED)))
                .hasValue(
                        "schema/0000000000000001: the schema has the fingerprint "
                                + PayloadFormat.hex(DATED.fingerprint()));
        assertThat(store.size()).isZero();
    }

    @Test
    void whatIsNoSchemaIsLeftOutAndSaid() {
        String key = "schema/0000000000000001";

        assertThat(store.learn("pause/default", new byte[0]))
                .hasValue("expected a key such as schema/0123456789abcdef, got 'pause/default'");
        assertThat(store.learn(key, "{".getBytes(UTF_8)))
                .hasValue(key + ": expected JSON, got the end of the text at line 1, column 2");
        assertThat(store.learn(key, "\"int\"".getBytes(UTF_8)))
                .hasValue(key + ": expected a record, got int");
        assertThat(store.learn(key, "{\"type\":\"thing\"}".getBytes(UTF_8)).orElseThrow())
                .startsWith(key + ": expected an Avro schema, got ");
        assertThat(store.learn(key, "\"\"".getBytes(UTF_8)).orElseThrow())
                .startsWith(key + ": expected an Avro schema, got ");
        assertThat(store.learn(key, new byte[SchemaStore.MAX_TEXT_BYTES + 1]))
                .hasValue(key + ": expected at most 524288 bytes of JSON, got 524289 bytes");
        assertThat(store.learn(key, "[".repeat(100_000).getBytes(UTF_8)).orElseThrow())
                .contains("expected JSON within its bounds");
    }

    @Test
    void aFullStoreRefusesNewSchemasAndKeepsTheOldOnes() {
        for (int i = 0; i < SchemaStore.MAX_SCHEMAS; i++) {
            store.add(new PayloadFormat.Avro(DATED.schema(), i));
        }

        assertThat(store.learn(SchemaStore.key(DATED), SchemaStore.value(DATED)))
                .hasValue(
                        SchemaStore.key(DATED)
                                + ": there are 10000 schemas already; take away those that no job"
                                + " carries");
        assertThatThrownBy(() -> store.add(DATED))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("expected at most 10000 schemas");
        assertThat(store.find(0)).isPresent();
    }
}
