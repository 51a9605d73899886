package dev.towpath.schemas.config;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Deployments of a site beside the one that a target's URL names, such as one for each pull
/// request: what they submit is posted to them. A job belongs to one when its `deployment` is the
/// deployment's host, and that looks as it may.
public final class Previews {
    /// None.
    public static final Previews NONE = new Previews(List.of(), Optional.empty());

    /// Two fixed labels at the end, and a `*` as a whole label only before three: many platforms
    /// give everybody a name below two.
    static final String HOST =
            "(?!([^*]*\\*){4})((\\*\\.)?([a-z0-9*-]*[a-z0-9][a-z0-9*-]*\\.)+[a-z0-9-]+\\.[a-z0-9-]+|localhost)"
                    + "(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}"
                    + "|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?";

    private static final Pattern FORM = Pattern.compile(HOST);

    private final Pattern hosts;
    private final Optional<Secret> bypass;

    /// @param hosts what they look like, `*` standing for letters, digits and hyphens, three times
    ///     at most
    /// @param bypass lets requests through where the host keeps its deployments from the public
    /// @throws IllegalArgumentException when a host is none, or a whole platform's
    public Previews(List<String> hosts, Optional<Secret> bypass) {
        for (String host : hosts) {
            if (!FORM.matcher(host).matches()) {
                throw new IllegalArgumentException("expected a host, got '" + host + "'");
            }
        }
        this.hosts =
                Pattern.compile(
                        hosts.stream()
                                .map(host -> host.replace(".", "\\.").replace("*", "[a-z0-9-]+"))
                                .collect(Collectors.joining("|")));
        this.bypass = bypass;
    }

    /// Where a job is posted that one of them submitted; empty for any other job.
    ///
    /// @param url of the target
    /// @param deployment of the job
    public Optional<URI> url(URI url, String deployment) {
        if (!has(deployment)) {
            return Optional.empty();
        }
        String path = url.getRawPath();
        return Optional.of(URI.create(url.getScheme() + "://" + deployment + path));
    }

    /// Whether a job is one's own.
    ///
    /// @param deployment of the job
    public boolean has(String deployment) {
        // Asked of each job that ends: most targets have none.
        return !hosts.pattern().isEmpty() && hosts.matcher(deployment).matches();
    }

    /// See the constructor.
    public Optional<Secret> bypass() {
        return bypass;
    }
}
