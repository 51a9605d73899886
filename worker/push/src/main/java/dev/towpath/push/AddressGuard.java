package dev.towpath.push;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.DnsResolver;

/// Looks up the addresses of an endpoint's host and refuses those that it must not lie at, so that
/// no name, redirect or change in the DNS brings a worker to connect inside its own network
/// (server-side request forgery, OWASP). The connection is made to the very addresses that were
/// looked at.
final class AddressGuard implements DnsResolver {
    /// Octal, hexadecimal or fewer than four numbers (RFC 6943, section 3.1.1).
    private static final Pattern NUMBERS =
            Pattern.compile("(0[xX][0-9a-fA-F]*|[0-9]+)(\\.(0[xX][0-9a-fA-F]*|[0-9]+))*\\.?");

    private static final Pattern QUAD =
            Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");

    private final Lookup lookup;
    private final List<Network> allowed;
    private final boolean plain;

    /// Finds the addresses of a name.
    @FunctionalInterface
    interface Lookup {
        InetAddress[] all(String host) throws UnknownHostException;
    }

    /// A host lies where jobs must not be posted to.
    static final class Forbidden extends UnknownHostException {
        private static final long serialVersionUID = 1;

        Forbidden(String message) {
            super(message);
        }
    }

    /// @param allowed networks that are good although they are not public
    /// @param plain whether what is sent is not encrypted: then no other networks are good
    AddressGuard(Lookup lookup, List<Network> allowed, boolean plain) {
        this.lookup = lookup;
        this.allowed = List.copyOf(allowed);
        this.plain = plain;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        if (NUMBERS.matcher(host).matches() && !QUAD.matcher(host).matches()) {
            throw new Forbidden(
                    host
                            + " is an address in a spelling that programs read in different ways;"
                            + " nothing was sent. Write it as four numbers without leading zeros");
        }
        InetAddress[] addresses = lookup.all(host);
        for (InetAddress address : addresses) {
            check(host, address);
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    private void check(String host, InetAddress address) throws Forbidden {
        if (allowed.stream().anyMatch(network -> network.holds(address))) {
            return;
        }
        if (!PublicAddresses.isPublic(address)) {
            throw new Forbidden(
                    host
                            + " is at "
                            + address.getHostAddress()
                            + ", which is not public; nothing was sent. If your site lies there, add"
                            + " its network to `allow` of the target");
        }
        if (plain) {
            throw new Forbidden(
                    host
                            + " is at "
                            + address.getHostAddress()
                            + ", which is not in `allow` of the target, and its url is not https;"
                            + " nothing was sent");
        }
    }
}
