package dev.towpath.cli.job;

import dev.towpath.cli.config.ConfigOption;
import dev.towpath.cli.replay.Reading;
import dev.towpath.cli.replay.Usage;
import dev.towpath.cli.terminal.Json;
import dev.towpath.cli.terminal.Printable;
import dev.towpath.console.topic.TopicReader;
import dev.towpath.console.view.View;
import dev.towpath.console.why.Inquiry;
import dev.towpath.console.why.Why;
import dev.towpath.console.why.Workers;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.presence.Presence;
import dev.towpath.schemas.presence.PresenceReader;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// One job, with the view read on to now and the workers listened to.
final class Story implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final TowpathConfig config;
    private final JobId id;
    private final PresenceReader presence;
    private final TopicReader reader;
    private final View view;

    private Story(
            TowpathConfig config,
            JobId id,
            PresenceReader presence,
            TopicReader reader,
            View view) {
        this.config = config;
        this.id = id;
        this.presence = presence;
        this.reader = reader;
        this.view = view;
    }

    /// @throws TowpathException USAGE when the text is no job id of this configuration
    static Story of(ConfigOption option, ViewOption viewOption, String text, PrintWriter err) {
        TowpathConfig config = option.read();
        JobId id =
                JobId.parse(text)
                        .orElseThrow(
                                () ->
                                        Usage.wrong(
                                                "ID",
                                                "a job id such as"
                                                        + " default_0_01arz3ndektsv4rrffq69g5fav",
                                                Printable.clip(text, 200)));
        if (!config.queues().containsKey(id.queue())) {
            throw Usage.wrong(
                    "ID",
                    "a job of a queue of the configuration, which has "
                            + String.join(", ", config.queues().keySet()),
                    id.toString());
        }
        PresenceReader presence =
                PresenceReader.start(
                        config.kafka().clientProperties(), config.topicNames().presence());
        TopicReader reader = null;
        try {
            reader = new TopicReader(config.kafka(), new Reading(err));
            View view =
                    View.open(
                            reader,
                            config,
                            viewOption.file(option),
                            note -> {
                                err.println(note);
                                err.flush();
                            });
            return new Story(config, id, presence, reader, view);
        } catch (TowpathException e) {
            presence.close();
            if (reader != null) {
                reader.close();
            }
            throw e;
        }
    }

    JobId id() {
        return id;
    }

    View view() {
        return view;
    }

    /// Where it is now.
    Why why() {
        view.readOn(id);
        return new Inquiry(reader, config, view, this::workers, InstantSource.system()).of(id);
    }

    /// The one sentence for people.
    String sentence(Why why) {
        return id + " " + why.words() + ".";
    }

    /// What a document for programs begins with.
    ObjectNode document(Why why) {
        return Json.object()
                .put("id", id.toString())
                .put("where", why.word())
                .put("sentence", sentence(why));
    }

    /// Those who are alive: enough is known when the partition's owner has been heard, or when it
    /// is sure who is there.
    private Workers workers() {
        String place = id.queue() + "-" + id.partition();
        try {
            List<Presence> alive =
                    presence.await(
                            all ->
                                    presence.isSure()
                                            && all.stream()
                                                    .anyMatch(
                                                            one ->
                                                                    one.partitions()
                                                                            .contains(place)),
                            PATIENCE);
            if (!presence.isSure()) {
                throw new TowpathException(
                        ErrorCode.KAFKA_UNAVAILABLE,
                        "who is alive could not be read: "
                                + presence.obstacle()
                                + ". Nothing was done. Running this again is safe.");
            }
            view.alive(alive, System.currentTimeMillis());
            return Workers.of(alive);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TowpathException(
                    ErrorCode.SHUTTING_DOWN, "it was interrupted. Nothing was done.", e);
        }
    }

    @Override
    public void close() {
        view.close();
        reader.close();
        presence.close();
    }
}
