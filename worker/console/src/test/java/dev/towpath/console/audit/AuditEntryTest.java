package dev.towpath.console.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.console.audit.AuditEntry.Action;
import dev.towpath.console.audit.AuditEntry.Item;
import dev.towpath.console.topic.Place;
import dev.towpath.schemas.audit.DealtLetter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditEntryTest {
    private static final AuditEntry ENTRY =
            new AuditEntry(
                    Instant.parse("2026-11-25T01:00:00Z"),
                    "ana",
                    Action.DISCARD,
                    "towpath dead discard",
                    "",
                    "--id a",
                    "known",
                    List.of(new Item("a", 1, new Place("towpath.dead.default", 2, 7))));

    @Test
    void isReadAsItWasWritten() {
        assertThat(AuditEntry.decode(ENTRY.encode())).isEqualTo(ENTRY);
    }

    @Test
    void theGatewaysReadWhichLettersItDealsWith() {
        assertThat(DealtLetter.of(ENTRY.encode()))
                .containsExactly(new DealtLetter("towpath.dead.default", 2, 7));
        assertThat(DealtLetter.of("no entry".getBytes(StandardCharsets.UTF_8))).isEmpty();
    }
}
