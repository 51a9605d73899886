package dev.towpath.console.doctor;

import dev.towpath.console.topic.TopicReader;
import dev.towpath.schemas.config.TowpathConfig;
import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.provision.TopicPlan;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Looks at an installation, one thing after the other. It changes nothing; all that it writes are
/// tombstones that tell it the broker's time.
public final class Doctor {
    private final TowpathConfig config;
    private final InstantSource clock;
    private final TopicReader.Watch watch;
    private Duration patience = Duration.ofSeconds(15);

    /// @param clock this machine's
    public Doctor(TowpathConfig config, InstantSource clock, TopicReader.Watch watch) {
        this.config = config;
        this.clock = clock;
        this.watch = watch;
    }

    /// How long Kafka may take for one answer, instead of 15 s.
    public Doctor patience(Duration time) {
        patience = time;
        return this;
    }

    /// Looks at everything. What cannot be looked at is a finding too, and the rest is looked at
    /// all the same, unless Kafka does not answer.
    ///
    /// @throws TowpathException KAFKA_UNAVAILABLE or KAFKA_REFUSED when not even the brokers can be
    ///     asked
    public Diagnosis examine() {
        try (Site site = new Site(config, clock, watch, patience)) {
            Examined examined = new Examined();
            examined.findings.addAll(new Brokers(site).findings());
            examined.looked.add("brokers");
            ofAll(site).forEach(examined::look);
            if (site.planned().size() == TopicPlan.of(config).topics().size()) {
                ofWhatIsInTheTopics(site).forEach(examined::look);
            } else {
                examined.findings.add(
                        Finding.unknown(
                                "what is in the topics",
                                "all topics to be there",
                                "some are missing: clock, offsets, workers, backlog, transactions,"
                                        + " dead letters and pauses were not looked at",
                                "towpath topics apply"));
            }
            return new Diagnosis(examined.looked, examined.findings);
        }
    }

    private static Map<String, Examination> ofAll(Site site) {
        Map<String, Examination> all = new LinkedHashMap<>();
        all.put("topics", new Topics(site));
        all.put("copies", new Copies(site));
        all.put("permissions", new Permissions(site));
        all.put("retention", new Retentions(site));
        return all;
    }

    private static Map<String, Examination> ofWhatIsInTheTopics(Site site) {
        Map<String, Examination> all = new LinkedHashMap<>();
        all.put("clock", new Clock(site));
        all.put("offsets", new Offsets(site));
        all.put("workers and gateways", new Members(site));
        all.put("handlers and versions", new Fleet(site));
        all.put("backlog", new Backlogs(site));
        all.put("transactions", new Transactions(site));
        all.put("dead letters", new Letters(site));
        all.put("pauses", new LongPauses(site));
        return all;
    }

    /// What was looked at so far, and found.
    private static final class Examined {
        private final List<String> looked = new ArrayList<>();
        private final List<Finding> findings = new ArrayList<>();

        void look(String what, Examination examination) {
            try {
                findings.addAll(examination.findings());
                looked.add(what);
            } catch (TowpathException e) {
                findings.add(notLookedAt(what, e));
            }
        }
    }

    private static Finding notLookedAt(String what, TowpathException e) {
        return Finding.unknown(
                what, "an answer", e.line(), "mend that, then run `towpath doctor` again");
    }
}
