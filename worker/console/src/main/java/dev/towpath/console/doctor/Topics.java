package dev.towpath.console.doctor;

import dev.towpath.schemas.provision.TopicAdmin;
import dev.towpath.schemas.provision.TopicDifference;
import java.util.ArrayList;
import java.util.List;

/// The topics: whether each is there with the settings that it needs, as `towpath topics check`
/// says it.
final class Topics implements Examination {
    private final Site site;

    Topics(Site site) {
        this.site = site;
    }

    @Override
    public List<Finding> findings() {
        List<Finding> found = new ArrayList<>();
        try (TopicAdmin admin = TopicAdmin.of(site.config())) {
            for (TopicDifference difference : admin.check()) {
                switch (difference.severity()) {
                    case UNSAFE -> found.add(finding(Finding.Severity.LOSES, difference));
                    case WASTEFUL -> found.add(finding(Finding.Severity.WARNS, difference));
                    case HARMLESS -> {}
                }
            }
        }
        return found;
    }

    private static Finding finding(Finding.Severity severity, TopicDifference difference) {
        return new Finding(
                severity,
                difference.topic(),
                difference.what() + " " + difference.expected(),
                difference.got(),
                difference.advice().replaceFirst("^run (towpath .*)$", "$1"));
    }
}
