package dev.towpath.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicNamesTest {
    @Test
    void everyNameBeginsWithThePrefix() {
        TopicNames names = new TopicNames("shop.staging.");

        assertThat(names.jobs("mail")).isEqualTo("shop.staging.jobs.mail");
        assertThat(names.ledger("mail")).isEqualTo("shop.staging.ledger.mail");
        assertThat(names.dead("mail")).isEqualTo("shop.staging.dead.mail");
        assertThat(names.control()).isEqualTo("shop.staging.control");
        assertThat(names.history("mail")).isEqualTo("shop.staging.history.mail");
        assertThat(names.audit()).isEqualTo("shop.staging.audit");
        assertThat(names.workerGroup()).isEqualTo("shop.staging.workers");
    }

    /// Kafka's own bound is 249 characters.
    @Test
    void theLongestPrefixAndQueueMakeANameThatKafkaTakes() {
        String prefix = "p".repeat(99) + ".";

        assertThat(new TopicNames(prefix).ledger("q".repeat(64)).length()).isLessThan(249);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "towpath", "Towpath.", "-a.", "a b.", "a_b."})
    void refusesAPrefixThatMayNotBeOne(String prefix) {
        assertThatThrownBy(() -> new TopicNames(prefix))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "expected a prefix of 2 to 100 of a-z 0-9 . - that ends with a dot, got '"
                                + prefix
                                + "'");
    }
}
