package dev.towpath.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressGuardTest {
    @Test
    void aHostOfWhichOneAddressIsPrivateIsRefusedWhole() {
        AddressGuard guard = guard(false, List.of(), "8.8.8.8", "10.0.0.7");

        assertThatThrownBy(() -> guard.resolve("site.example"))
                .isInstanceOf(AddressGuard.Forbidden.class)
                .hasMessage(
                        "site.example is at 10.0.0.7, which is not public; nothing was sent. If your"
                                + " site lies there, add its network to `allow` of the target");
    }

    @Test
    void whatIsAllowedByNameIsGood() throws Exception {
        AddressGuard guard =
                guard(false, List.of(Network.of("10.0.0.0/24")), "10.0.0.7", "8.8.8.8");

        assertThat(guard.resolve("site.internal")).hasSize(2);
    }

    @Test
    void theNeighboursOfWhatIsAllowedAreNot() {
        AddressGuard guard = guard(false, List.of(Network.of("10.0.0.0/24")), "10.0.1.0");

        assertThatThrownBy(() -> guard.resolve("x")).isInstanceOf(AddressGuard.Forbidden.class);
    }

    @Test
    void whatIsNotEncryptedStaysInTheAllowedNetworks() throws Exception {
        List<Network> own = List.of(Network.of("127.0.0.0/8"));

        assertThat(guard(true, own, "127.0.0.1").resolve("localhost")).hasSize(1);
        assertThatThrownBy(() -> guard(true, own, "8.8.8.8").resolve("site.example"))
                .hasMessageContaining("its url is not https");
    }

    /// What the JDK makes of an address in an unusual spelling is looked at like any other.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2130706433",
                "127.1",
                "0177.0.0.1",
                "0x7f.0.0.1",
                "0x7f000001",
                "[::1]",
                "::1"
            })
    void noSpellingOfLoopbackPasses(String host) {
        AddressGuard guard = new AddressGuard(InetAddress::getAllByName, List.of(), false);

        assertThatThrownBy(() -> guard.resolve(host))
                .isInstanceOf(java.net.UnknownHostException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2130706433",
                "127.1",
                "0177.0.0.1",
                "0x7f.0.0.1",
                "0x7f000001",
                "8.8.8",
                "8.8.8.08",
                "8.8.8.8.",
                "1.2.3.4.5",
                "0x",
                "1234.8.8.8"
            })
    void anAddressInAnotherSpellingIsRefusedUnasked(String host) {
        AtomicInteger asked = new AtomicInteger();
        AddressGuard guard =
                new AddressGuard(
                        _ -> {
                            asked.incrementAndGet();
                            return new InetAddress[] {InetAddress.getByName("8.8.8.8")};
                        },
                        List.of(),
                        false);

        assertThatThrownBy(() -> guard.resolve(host))
                .isInstanceOf(AddressGuard.Forbidden.class)
                .hasMessage(
                        host
                                + " is an address in a spelling that programs read in different ways;"
                                + " nothing was sent. Write it as four numbers without leading zeros");
        assertThat(asked).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "0.8.10.200", "site.example", "8.example", "x8.8.8"})
    void whatIsSpeltAsItIsIsLookedAtByItsAddress(String host) throws Exception {
        AddressGuard guard = guard(false, List.of(), "8.8.8.8", "2606:4700::1111");

        assertThat(guard.resolve(host))
                .containsExactly(
                        InetAddress.getByName("8.8.8.8"), InetAddress.getByName("2606:4700::1111"));
        assertThat(guard.resolveCanonicalHostname(host)).isEqualTo(host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0",
                "10.0.0.0/33",
                "::/129",
                "example.org/8",
                "10.0.0.0/-1",
                "/8",
                "10.0.0.0/x"
            })
    void whatIsNoNetworkIsRefused(String text) {
        assertThatThrownBy(() -> Network.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }

    private static AddressGuard guard(boolean plain, List<Network> allowed, String... addresses) {
        return new AddressGuard(
                host -> {
                    InetAddress[] all = new InetAddress[addresses.length];
                    for (int i = 0; i < all.length; i++) {
                        all[i] = InetAddress.getByName(addresses[i]);
                    }
                    return all;
                },
                allowed,
                plain);
    }
}
