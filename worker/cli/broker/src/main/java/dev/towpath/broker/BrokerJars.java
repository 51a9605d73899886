package dev.towpath.broker;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;

/// Where the broker's own class path is found.
final class BrokerJars {
    private BrokerJars() {}

    /// The class path of the broker's JVM: Kafka's jars, and the two places of ours that
    /// [BrokerProcess] needs.
    static String classPath() {
        return String.join(
                ":",
                folder() + "/*",
                place(BrokerProcess.class).toString(),
                place(ErrorCode.class).toString());
    }

    /// The folder of Kafka's jars: the one that the system property `towpath.broker.lib` names,
    /// else `broker` beside the distribution's `lib`, else the one that the build gathers under the
    /// folder that the system property `towpath.root` names.
    private static Path folder() {
        List<Path> places = new ArrayList<>();
        String named = System.getProperty("towpath.broker.lib");
        if (named != null) {
            places.add(Path.of(named));
        } else {
            Path lib = place(BrokerProcess.class).getParent();
            if (lib != null && lib.getParent() != null) {
                places.add(lib.resolveSibling("broker"));
            }
            String root = System.getProperty("towpath.root");
            if (root != null) {
                places.add(Path.of(root, "worker/cli/broker/kafka/target/lib"));
            }
        }
        for (Path place : places) {
            if (Files.isDirectory(place)) {
                return place;
            }
        }
        throw new TowpathException(
                ErrorCode.ABSENT_BUILD,
                "the jars of the embedded broker are not there; looked in "
                        + places
                        + ". Nothing was started. Build them with `./mvnw -q package -DskipTests"
                        + " -pl worker/cli -am`, or name their folder with the system property"
                        + " towpath.broker.lib.");
    }

    private static Path place(Class<?> ours) {
        CodeSource source = ours.getProtectionDomain().getCodeSource();
        try {
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("no place for " + ours, e);
        }
    }
}
