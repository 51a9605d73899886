package dev.towpath.cli.roles;

import dev.towpath.cli.demo.DemoHandlers;
import dev.towpath.push.PushHandlers;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.worker.Worker;
import dev.towpath.worker.handler.JobHandler;
import dev.towpath.worker.handler.JobHandlers;
import dev.towpath.worker.handler.Payload;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The handlers of a worker process: those of `worker.handlers`, and the demo's where the
/// configuration has the demo's types.
public record HandlerSets(List<JobHandlers> sets) {
    private static final int MOST_TYPES_NAMED = 10;

    public HandlerSets {
        sets = List.copyOf(sets);
    }

    /// @throws TowpathException CONFIG_INVALID when there is no handler at all, or one cannot be
    ///     loaded
    static HandlerSets of(TowpathConfig config) {
        List<Path> places = config.worker().handlers();
        List<JobHandlers> sets = new ArrayList<>();
        try {
            ServiceLoader.load(JobHandlers.class, loader(places)).forEach(sets::add);
        } catch (ServiceConfigurationError e) {
            throw invalid("a handler cannot be loaded from " + places + ": " + e.getMessage());
        }
        if (config.types().containsKey(DemoHandlers.UPSERT)
                || config.types().containsKey(DemoHandlers.HELLO)) {
            sets.add(new DemoHandlers());
        }
        boolean pushes =
                config.targets().values().stream().anyMatch(target -> target.push().isPresent());
        if (sets.isEmpty() && !pushes) {
            throw invalid(
                    "there are no handlers: no jar or folder under worker.handlers "
                            + places
                            + " has a file META-INF/services/"
                            + JobHandlers.class.getName()
                            + ", and no target has a url");
        }
        return new HandlerSets(sets);
    }

    /// Registers all handlers, and for types that have none the push to their target.
    ///
    /// @param metrics where the pushes are measured
    /// @return the types that the configuration names and none of them takes
    List<String> addTo(Worker.Builder builder, TowpathConfig config, MeterRegistry metrics) {
        Set<String> without = new TreeSet<>(config.types().keySet());
        without.remove(TowpathConfig.ANY_TYPE);
        Set<String> handled = new TreeSet<>();
        JobHandlers.Registry noting =
                new JobHandlers.Registry() {
                    @Override
                    public <T> JobHandlers.Registry handle(
                            String type, Payload<T> payload, JobHandler<T> handler) {
                        builder.handle(type, payload, handler);
                        without.remove(type);
                        handled.add(type);
                        return this;
                    }
                };
        sets.forEach(set -> set.register(noting));
        new PushHandlers(config, handled, InstantSource.system(), metrics).register(noting);
        return List.copyOf(without);
    }

    /// What is to be said of types without handler.
    public static String noHandler(List<String> types) {
        List<String> some = types.stream().limit(MOST_TYPES_NAMED).toList();
        int more = types.size() - some.size();
        return "no handler for: "
                + String.join(", ", some)
                + (more > 0 ? " and " + more + " more" : "")
                + (types.size() == 1 ? "; its jobs wait" : "; their jobs wait");
    }

    private static ClassLoader loader(List<Path> places) {
        List<String> absent =
                places.stream()
                        .filter(place -> !Files.exists(place))
                        .map(Path::toString)
                        .collect(Collectors.toList());
        if (!absent.isEmpty()) {
            throw invalid("worker.handlers names what does not exist: " + absent);
        }
        URL[] urls = places.stream().map(HandlerSets::url).toArray(URL[]::new);
        return new URLClassLoader("handlers", urls, HandlerSets.class.getClassLoader());
    }

    private static URL url(Path place) {
        try {
            return place.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException("a file has no URL: " + place, e);
        }
    }

    private static TowpathException invalid(String why) {
        return new TowpathException(
                ErrorCode.CONFIG_INVALID,
                why + ". The worker was not started. Correct worker.handlers and start again.");
    }
}
