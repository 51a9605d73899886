package dev.towpath.schemas.presence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PresenceCodecTest {
    private static final Identity WHO =
            new Identity("worker-web-1-0a1b2c3d", Identity.Role.WORKER, "1.2.3", "green", 17);

    @Test
    void whatAWorkerTellsIsReadAsItWasTold() {
        Presence presence =
                new Presence(
                        WHO,
                        List.of("default-0", "mail-3"),
                        List.of("default-1"),
                        List.of(new Presence.Refused("default-2", "TP-2005 it is another ledger")),
                        7,
                        List.of(
                                new Presence.Served(
                                        "default",
                                        List.of("a", "b"),
                                        List.of(new Presence.Active("a", 2, 40, 5)))),
                        List.of(new Presence.Held("type/b", "type b is paused by ana", 3, 9)),
                        List.of(new Presence.Running("default_0_x", 2, 12)),
                        List.of(
                                new Presence.Progress(
                                        "default_0_x", "site", 1, 2, 0.25, "row 500 of 2,000")));

        assertThat(PresenceCodec.read(WHO.process(), PresenceCodec.value(presence)))
                .contains(presence);
    }

    @Test
    void whatAGatewayTellsIsReadAsItWasTold() {
        Presence presence =
                Presence.gateway(
                        new Identity("gateway-1", Identity.Role.GATEWAY, "", "", 1),
                        List.of("towpath.delay.4s-0"));

        assertThat(PresenceCodec.read("gateway-1", PresenceCodec.value(presence)))
                .contains(presence);
    }

    @Test
    void fieldsOfANewerVersionArePassedOverAndMissingOnesAreEmpty() {
        Optional<Presence> presence =
                PresenceCodec.read("w", "{\"role\":\"worker\",\"mood\":[1]}".getBytes(UTF_8));

        assertThat(presence.orElseThrow().who().process()).isEqualTo("w");
        assertThat(presence.orElseThrow().queues()).isEmpty();
    }

    @Test
    void whatIsNoPresenceIsNone() {
        assertThat(PresenceCodec.read("w", new byte[] {7})).isEmpty();
        assertThat(PresenceCodec.read("w", "[]".getBytes(UTF_8))).isEmpty();
        assertThat(PresenceCodec.read("w", "{\"role\":\"cook\"}".getBytes(UTF_8))).isEmpty();
    }

    @Test
    void aPresenceIsBoundedWhateverThereIsToTell() {
        List<String> many = IntStream.range(0, 5_000).mapToObj(i -> "default-" + i).toList();
        String endless = "x".repeat(100_000);
        Presence presence =
                new Presence(
                        WHO,
                        many,
                        many,
                        List.of(new Presence.Refused("default-2", endless)),
                        0,
                        List.of(),
                        List.of(new Presence.Held("type/b", endless, 0, 0)),
                        List.of(),
                        List.of(new Presence.Progress("default_0_x", "site", 0, 1, 1, endless)));

        assertThat(PresenceCodec.value(presence).length).isLessThan(100_000);
    }

    @Test
    void twoProcessesOfOneHostHaveTwoNames() {
        Identity one = Identity.here(Identity.Role.WORKER, PresenceCodecTest.class, 1);
        Identity other = Identity.here(Identity.Role.WORKER, PresenceCodecTest.class, 1);

        assertThat(one.process()).startsWith("worker-").isNotEqualTo(other.process());
    }
}
