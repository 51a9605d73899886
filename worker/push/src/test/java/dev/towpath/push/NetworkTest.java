package dev.towpath.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NetworkTest {
    @ParameterizedTest
    @CsvSource({
        "10.1.2.3/32, 10.1.2.3, true",
        "10.1.2.3/32, 10.1.2.2, false",
        "10.1.2.128/25, 10.1.2.255, true",
        "10.1.2.128/25, 10.1.2.127, false",
        "10.128.0.0/9, 10.255.1.1, true",
        "10.128.0.0/9, 10.127.255.255, false",
        "10.128.0.0/9, 11.128.0.0, false",
        "0.0.0.0/0, 255.1.2.3, true",
        "0.0.0.0/0, ::1, false",
        "::/0, ::1, true",
        "::/0, 1.2.3.4, false",
        "::1/128, ::1, true",
        "::1/128, ::2, false",
        "fd00::/8, fdff::1, true",
        "fd00::/8, fc00::1, false",
        "2000::/3, 3fff::, true",
        "2000::/3, 4000::, false"
    })
    void anAddressIsInItWhenItsFirstBitsAre(String network, String address, boolean held)
            throws UnknownHostException {
        assertThat(Network.of(network).holds(InetAddress.getByName(address))).isEqualTo(held);
    }

    @Test
    void whatIsNoNetworkIsRefusedWithoutALookup() {
        for (String text :
                new String[] {
                    "", "8", "10.0.0.0", "site.example/8", "1.2.3.4/33", "::/129", "1.2/-1"
                }) {
            assertThatThrownBy(() -> Network.of(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "expected a network such as 10.0.0.0/8 or fd00::/8, got '"
                                    + text
                                    + "'");
        }
    }
}
