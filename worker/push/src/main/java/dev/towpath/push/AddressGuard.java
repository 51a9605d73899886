package dev.towpath.push;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;

/// Looks up the addresses of an endpoint's host and refuses those that it must not lie at, so that
/// no name, redirect or change in the DNS brings a worker to connect inside its own network
/// (server-side request forgery, OWASP). The connection is made to the very addresses that were
/// looked at.
final class AddressGuard implements DnsResolver {
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
