package dev.towpath.e2e.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.console.audit.AuditEntry;
import dev.towpath.console.filter.Filter;
import dev.towpath.console.filter.JobFacts;
import dev.towpath.console.filter.Moment;
import dev.towpath.console.filter.Range;
import dev.towpath.console.filter.Subject;
import dev.towpath.schemas.config.Units;
import dev.towpath.schemas.control.Pause;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.payload.Checked;
import dev.towpath.schemas.payload.StrictJson;
import dev.towpath.schemas.presence.Presence;
import dev.towpath.schemas.presence.PresenceCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Texts that people and processes write: ids, what processes tell of themselves, pauses, and what
/// is said to choose jobs.
final class Texts {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Subject SUBJECT =
            new Subject(
                    new JobFacts(Optional.empty(), Optional.empty(), "t"), "q", 0, 1, 2, "c", "f");

    private Texts() {}

    /// An id is one text, and no other text is that id.
    static boolean id(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        Optional<JobId> id = JobId.parse(text);
        id.ifPresent(found -> assertThat(found.toString()).isEqualTo(text));
        return id.isPresent();
    }

    /// What is read of a process, or of a pause, is read as the same once it is written again.
    static boolean presence(byte[] input) {
        Optional<Presence> presence = PresenceCodec.read("p", input);
        presence.ifPresent(
                found ->
                        assertThat(PresenceCodec.read("p", PresenceCodec.value(found)))
                                .isEqualTo(
                                        found.who().role()
                                                        == dev.towpath.schemas.presence.Identity
                                                                .Role.WORKER
                                                ? presence
                                                : Optional.of(
                                                        Presence.gateway(
                                                                found.who(), found.partitions()))));
        Pause.Place place = new Pause.Place(Pause.Scope.TYPE, "t");
        assertThat(Pause.place(place.key())).contains(place);
        Optional<Pause> pause = Pause.read(place, input);
        pause.ifPresent(found -> assertThat(Pause.read(place, found.value())).isEqualTo(pause));
        return presence.isPresent();
    }

    /// What is said on a command line to choose jobs, and how it is kept.
    static boolean filter(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        Optional<Range> range = Range.parse(text);
        range.ifPresent(found -> assertThat(Range.parse(found.toString())).isEqualTo(range));
        Optional<Duration> duration = Units.duration(text);
        duration.ifPresent(
                found -> assertThat(Units.duration(Units.text(found))).isEqualTo(duration));
        Optional<Long> size = Units.bytes(text);
        size.ifPresent(found -> assertThat(Units.bytes(Units.text(found))).isEqualTo(size));
        Optional<Instant> moment = Moment.parse(text, NOW);
        moment.ifPresent(found -> chooses(since(found)));
        entry(input);
        if (StrictJson.read(input) instanceof Checked.Good<JsonNode>(JsonNode json)) {
            try {
                Filter filter = Filter.of(json);
                assertThat(Filter.of(filter.json())).isEqualTo(filter);
                chooses(filter);
                return true;
            } catch (IllegalArgumentException | DateTimeParseException e) {
                return false;
            }
        }
        return range.isPresent() || moment.isPresent() || size.isPresent();
    }

    private static void chooses(Filter filter) {
        assertThat(filter.matches(SUBJECT)).isIn(true, false);
        assertThat(filter.words()).isNotNull();
        assertThat(Filter.of(filter.json())).isEqualTo(filter);
    }

    private static void entry(byte[] input) {
        try {
            AuditEntry entry = AuditEntry.decode(input);
            assertThat(AuditEntry.decode(entry.encode())).isEqualTo(entry);
        } catch (IllegalArgumentException | DateTimeParseException e) {
            assertThat(e).isNotNull();
        }
    }

    private static Filter since(Instant moment) {
        return new Filter(
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.of(moment),
                Optional.of(moment),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                false);
    }
}
