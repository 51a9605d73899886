package dev.towpath.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.towpath.gateway.observe.GatewayMetrics;
import dev.towpath.gateway.observe.Metric;
import dev.towpath.push.PushMetrics;
import dev.towpath.worker.observe.WorkerMetrics;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What users may rely on is written down, and only changes when somebody means it.
class PublicFaceTest {
    private static final Set<String> PUBLIC_PACKAGES =
            Set.of(
                    "dev.towpath.producer",
                    "dev.towpath.worker",
                    "dev.towpath.worker.handler",
                    "dev.towpath.worker.inbox",
                    "dev.towpath.testkit.fleet",
                    "dev.towpath.testkit.manual");
    private static final Path LISTING = Tree.ROOT.resolve("docs/public-api.txt");

    @Test
    void thePublicApiIsTheOneThatIsListed() throws IOException {
        JavaClasses classes =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages(PUBLIC_PACKAGES);
        Set<String> lines = new TreeSet<>();
        for (JavaClass type : classes) {
            if (PUBLIC_PACKAGES.contains(type.getPackageName()) && isPublic(type)) {
                lines.add(type.getName());
                for (JavaMember member : type.getMembers()) {
                    if (member.getModifiers().contains(JavaModifier.PUBLIC)
                            && !member.getModifiers().contains(JavaModifier.SYNTHETIC)) {
                        lines.add(member.getFullName());
                    }
                }
            }
        }
        String listing = String.join("\n", lines) + "\n";
        if (Boolean.getBoolean("towpath.regenerate")) {
            Files.writeString(LISTING, listing);
        }
        assertThat(Tree.read(LISTING))
                .as(
                        "docs/public-api.txt lists what is public; when a change is meant, run this test"
                                + " with -Dtowpath.regenerate=true and say so in CHANGELOG.md")
                .isEqualTo(listing);
    }

    @Test
    void everyMetricIsInTheDocsAndTheDocsNameNoOther() throws IllegalAccessException {
        Set<String> named = new TreeSet<>();
        for (Class<?> holder :
                List.of(WorkerMetrics.class, PushMetrics.class, GatewayMetrics.class)) {
            for (Field field : holder.getFields()) {
                Object value = Modifier.isStatic(field.getModifiers()) ? field.get(null) : "";
                if (value instanceof Metric metric) {
                    named.add(metric.name());
                } else if (value instanceof String name && name.startsWith("towpath.")) {
                    named.add(name);
                }
            }
        }
        Set<String> documented = new TreeSet<>();
        Matcher matcher =
                Pattern.compile("^\\| `(towpath\\.[a-z.]+)`", Pattern.MULTILINE)
                        .matcher(Tree.read(Tree.ROOT.resolve("docs/metrics.md")));
        while (matcher.find()) {
            documented.add(matcher.group(1));
        }
        assertThat(documented).isEqualTo(named);
    }

    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(PublicFaceTest::isPublic).orElse(true);
    }
}
