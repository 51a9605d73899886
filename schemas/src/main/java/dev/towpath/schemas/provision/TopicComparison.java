package dev.towpath.schemas.provision;

import dev.towpath.schemas.provision.TopicDifference.Severity;
import java.util.ArrayList;
import java.util.List;

/// Holds a topic against its plan. Pure.
final class TopicComparison {
    private static final String APPLY = "run towpath topics apply";

    private final PlannedTopic planned;
    private final TopicState actual;
    private final List<TopicDifference> differences = new ArrayList<>();

    private TopicComparison(PlannedTopic planned, TopicState actual) {
        this.planned = planned;
        this.actual = actual;
    }

    static List<TopicDifference> of(PlannedTopic planned, TopicState actual) {
        TopicComparison comparison = new TopicComparison(planned, actual);
        comparison.partitions();
        comparison.replication();
        planned.settings().forEach(comparison::setting);
        return comparison.differences;
    }

    static TopicDifference missing(PlannedTopic planned) {
        return new TopicDifference(
                planned.name(), "topic", "a topic of this name", "none", Severity.UNSAFE, APPLY);
    }

    private void partitions() {
        if (actual.partitions() != planned.partitions()) {
            boolean fixed =
                    switch (planned.role()) {
                        case JOBS, EXPRESS, LEDGER -> true;
                        case DEAD, HISTORY, DELAY, CONTROL, PRESENCE, AUDIT -> false;
                    };
            add(
                    "partitions",
                    String.valueOf(planned.partitions()),
                    String.valueOf(actual.partitions()),
                    fixed ? Severity.UNSAFE : Severity.HARMLESS,
                    fixed
                            ? "the partitions of a queue are fixed for its life, because job ids and"
                                    + " groups name their partition: say partitions: "
                                    + actual.partitions()
                                    + ", or give the queue a new name"
                            : "");
        }
    }

    private void replication() {
        if (actual.replication() < planned.replication()) {
            add(
                    "replication",
                    "at least " + planned.replication(),
                    String.valueOf(actual.replication()),
                    Severity.UNSAFE,
                    "give the partitions more copies with kafka-reassign-partitions");
        } else if (actual.replication() > planned.replication()) {
            add(
                    "replication",
                    String.valueOf(planned.replication()),
                    String.valueOf(actual.replication()),
                    Severity.HARMLESS,
                    "");
        }
    }

    private void setting(TopicSetting setting) {
        String value = actual.configs().get(setting.name());
        if (value == null) {
            add(
                    setting.name(),
                    setting.show(setting.value()),
                    "nothing: this Kafka does not tell",
                    Severity.WASTEFUL,
                    "ask who runs it what holds");
        } else if (!setting.metBy(value)) {
            add(
                    setting.name(),
                    (setting.rule() == TopicSetting.Rule.AT_LEAST ? "at least " : "")
                            + setting.show(setting.value()),
                    setting.show(value),
                    severity(setting),
                    needsCopiesFirst(setting)
                            ? "give the partitions more copies first, then " + APPLY
                            : advice(setting));
        } else if (setting.exceededBy(value)) {
            add(
                    setting.name(),
                    setting.show(setting.value()),
                    setting.show(value),
                    Severity.HARMLESS,
                    setting.name().equals("retention.ms") ? keptLonger() : "");
        }
    }

    /// With fewer copies than min.insync.replicas a topic takes nothing, so that is not raised.
    private boolean needsCopiesFirst(TopicSetting setting) {
        return setting.name().equals(TopicPlan.MIN_INSYNC)
                && actual.replication() < planned.replication();
    }

    private String keptLonger() {
        String why =
                switch (planned.role()) {
                    case JOBS, EXPRESS, DELAY ->
                            "Kafka would delete jobs that may not have run yet";
                    case LEDGER -> "jobs that are done could run again";
                    case DEAD -> "Kafka would delete dead letters";
                    case CONTROL, PRESENCE -> "it holds what workers need";
                    case HISTORY -> "Kafka would delete what people may want to know";
                    case AUDIT -> "it says which dead letters were replayed";
                };
        return "it is not lowered, because "
                + why
                + ": if that is wanted, lower it with kafka-configs";
    }

    private static Severity severity(TopicSetting setting) {
        return switch (setting.rule()) {
            case FIXED, EXACT, AT_LEAST -> Severity.UNSAFE;
            case TUNING -> Severity.WASTEFUL;
        };
    }

    private static String advice(TopicSetting setting) {
        return switch (setting.rule()) {
            case FIXED -> "it is not changed on a topic that holds records: make the topic anew";
            case EXACT, AT_LEAST, TUNING -> APPLY;
        };
    }

    private void add(String what, String expected, String got, Severity severity, String advice) {
        differences.add(new TopicDifference(planned.name(), what, expected, got, severity, advice));
    }
}
