package dev.towpath.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The first and the last address of each row of the table, and their neighbours outside of it.
final class PublicAddressesTest {
    @ParameterizedTest
    @CsvSource({
        "this network, 0.0.0.0, 0.255.255.255",
        "private 10, 10.0.0.0, 10.255.255.255",
        "carriers' NAT, 100.64.0.0, 100.127.255.255",
        "loopback, 127.0.0.0, 127.255.255.255",
        "link-local, 169.254.0.0, 169.254.255.255",
        "the clouds' metadata, 169.254.169.254, 169.254.170.2",
        "private 172, 172.16.0.0, 172.31.255.255",
        "protocol assignments, 192.0.0.0, 192.0.0.255",
        "documentation 1, 192.0.2.0, 192.0.2.255",
        "6to4 relays, 192.88.99.0, 192.88.99.255",
        "private 192, 192.168.0.0, 192.168.255.255",
        "benchmarks, 198.18.0.0, 198.19.255.255",
        "documentation 2, 198.51.100.0, 198.51.100.255",
        "documentation 3, 203.0.113.0, 203.0.113.255",
        "multicast, 224.0.0.0, 239.255.255.255",
        "reserved and broadcast, 240.0.0.0, 255.255.255.255",
        "unspecified and loopback, ::, ::1",
        "IPv4 inside IPv6, ::10.0.0.1, ::ffff:10.0.0.1",
        "mapped loopback, ::ffff:127.0.0.1, ::ffff:169.254.169.254",
        "translated IPv4, ::ffff:0:10.0.0.1, ::ffff:0:8.8.8.8",
        "NAT64 of private, 64:ff9b::10.0.0.1, 64:ff9b::192.168.1.1",
        "NAT64 of loopback and metadata, 64:ff9b::127.0.0.1, 64:ff9b::169.254.169.254",
        "local NAT64, 64:ff9b:1::, 64:ff9b:1:ffff:ffff:ffff:ffff:ffff",
        "discard, 100::, 100::ffff:ffff:ffff:ffff",
        "Teredo, 2001::, 2001:0:ffff:ffff:ffff:ffff:ffff:ffff",
        "IPv6 benchmarks, 2001:2::, 2001:2:0:ffff::",
        "ORCHID, 2001:10::, 2001:2f:ffff::",
        "IPv6 documentation, 2001:db8::, 2001:db8:ffff:ffff::",
        "6to4, 2002::, 2002:ffff:ffff::",
        "6to4 of loopback, 2002:7f00:1::, 2002:a9fe:a9fe::",
        "IPv6 documentation 2, 3fff::, 3fff:fff:ffff::",
        "segment routing, 5f00::, 5f00:ffff::",
        "unique local, fc00::, fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "IPv6 link-local, fe80::, febf:ffff::",
        "site-local, fec0::, feff:ffff::",
        "IPv6 multicast, ff00::, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
    })
    void whatIsNotPublicIsKnown(String row, String first, String last) throws Exception {
        assertThat(isPublic(first)).as("%s: %s", row, first).isFalse();
        assertThat(isPublic(last)).as("%s: %s", row, last).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0.0.0",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.0",
                "192.0.3.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "203.0.112.255",
                "203.0.114.0",
                "223.255.255.255",
                "::ffff:8.8.8.8",
                "64:ff9b::8.8.8.8",
                "2001:200::",
                "2001:4860:4860::8888",
                "2001:db7:ffff::",
                "2001:db9::",
                "2003::",
                "2606:4700::1111",
                "3ffe:ffff::"
            })
    void theAddressesBesideThemAreGood(String address) throws Exception {
        assertThat(isPublic(address)).isTrue();
    }

    private static boolean isPublic(String address) throws UnknownHostException {
        return PublicAddresses.isPublic(InetAddress.getByName(address));
    }
}
