package dev.towpath.cli.roles;

import dev.towpath.cli.demo.DemoHandlers;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.worker.Worker;
import dev.towpath.worker.handler.JobHandlers;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/// The handlers of a worker process: those of `worker.handlers`, and the demo's where the
/// configuration has the demo's types.
record HandlerSets(List<JobHandlers> sets) {
    HandlerSets {
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
        if (sets.isEmpty()) {
            throw invalid(
                    "there are no handlers: no jar or folder under worker.handlers "
                            + places
                            + " has a file META-INF/services/"
                            + JobHandlers.class.getName());
        }
        return new HandlerSets(sets);
    }

    void addTo(Worker.Builder builder) {
        sets.forEach(builder::handle);
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
