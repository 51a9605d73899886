package dev.towpath.push;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Which addresses lie on the public net, by IANA's registries of special-purpose addresses (RFC
/// 6890, as of 2025). Of IPv6 all is refused that is not global unicast, so that what is assigned
/// later is refused until this says otherwise.
final class PublicAddresses {
    private static final List<Network> NOT_PUBLIC_4 =
            networks(
                    "0.0.0.0/8", // this network
                    "10.0.0.0/8", // private
                    "100.64.0.0/10", // carriers' NAT
                    "127.0.0.0/8", // loopback
                    "169.254.0.0/16", // link-local, and the clouds' metadata
                    "172.16.0.0/12", // private
                    "192.0.0.0/24", // protocol assignments
                    "192.0.2.0/24", // documentation
                    "192.31.196.0/24", // AS112
                    "192.52.193.0/24", // AMT
                    "192.88.99.0/24", // 6to4 relays
                    "192.168.0.0/16", // private
                    "192.175.48.0/24", // AS112
                    "198.18.0.0/15", // benchmarks
                    "198.51.100.0/24", // documentation
                    "203.0.113.0/24", // documentation
                    "224.0.0.0/4", // multicast
                    "240.0.0.0/4"); // reserved, broadcast

    private static final Network GLOBAL_UNICAST_6 = Network.of("2000::/3");

    private static final List<Network> NOT_PUBLIC_6 =
            networks(
                    "2001::/23", // protocol assignments: Teredo, ORCHID, benchmarks
                    "2001:db8::/32", // documentation
                    "2002::/16", // 6to4
                    "2620:4f:8000::/48", // AS112
                    "3fff::/20"); // documentation

    /// Of hosts that have IPv6 alone: the IPv4 address is in the last four bytes (RFC 6052).
    private static final Network NAT64 = Network.of("64:ff9b::/96");

    private static final int BYTES_6 = 16;
    private static final int BYTES_4 = 4;

    private PublicAddresses() {}

    static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            return isPublic4(bytes);
        }
        if (NAT64.holds(bytes)) {
            return isPublic4(Arrays.copyOfRange(bytes, BYTES_6 - BYTES_4, BYTES_6));
        }
        return GLOBAL_UNICAST_6.holds(bytes)
                && NOT_PUBLIC_6.stream().noneMatch(network -> network.holds(bytes));
    }

    private static boolean isPublic4(byte[] bytes) {
        return NOT_PUBLIC_4.stream().noneMatch(network -> network.holds(bytes));
    }

    private static List<Network> networks(String... cidrs) {
        return Stream.of(cidrs).map(Network::of).toList();
    }
}
