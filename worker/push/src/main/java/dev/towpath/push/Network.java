package dev.towpath.push;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// A network of IPv4 or IPv6 addresses in CIDR form (RFC 4632, RFC 4291), such as `10.0.0.0/8`.
final class Network {
    private final byte[] start;
    private final int bits;

    private Network(byte[] start, int bits) {
        this.start = start;
        this.bits = bits;
    }

    /// @throws IllegalArgumentException when the text is none
    static Network of(String cidr) {
        int slash = cidr.indexOf('/');
        if (slash < 0
                || !cidr.substring(0, slash).matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            throw invalid(cidr);
        }
        try {
            byte[] start = InetAddress.getByName(cidr.substring(0, slash)).getAddress();
            int bits = Integer.parseInt(cidr.substring(slash + 1));
            if (bits < 0 || bits > start.length * Byte.SIZE) {
                throw invalid(cidr);
            }
            return new Network(start, bits);
        } catch (UnknownHostException | NumberFormatException e) {
            throw invalid(cidr);
        }
    }

    boolean holds(InetAddress address) {
        return holds(address.getAddress());
    }

    boolean holds(byte[] address) {
        if (address.length != start.length) {
            return false;
        }
        int whole = bits / Byte.SIZE;
        for (int i = 0; i < whole; i++) {
            if (address[i] != start[i]) {
                return false;
            }
        }
        int rest = bits % Byte.SIZE;
        return rest == 0 || (address[whole] ^ start[whole]) >> Byte.SIZE - rest == 0;
    }

    private static IllegalArgumentException invalid(String cidr) {
        return new IllegalArgumentException(
                "expected a network such as 10.0.0.0/8 or fd00::/8, got '" + cidr + "'");
    }
}
