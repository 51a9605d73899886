package dev.towpath.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// How the files look, as far as no other tool sees to it.
class TidyTest {
    private static final int MAX_LINES = 400;

    /// Files that are longer than the rule says, with how long they may be: only ever lowered.
    private static final Map<String, Integer> LONG_FILES =
            Map.of("worker/cli/broker/src/main/java/dev/towpath/broker/EmbeddedBroker.java", 410);

    private static final List<String> WEAK_NAMES =
            List.of("Util", "Utils", "Helper", "Manager", "Impl", "Abstract", "Base", "Common");

    @Test
    void aFileHasAtMost400Lines() {
        Map<String, Long> tooLong = new TreeMap<>();
        for (Path file : Tree.files(".java")) {
            String name = Tree.relative(file);
            long lines = Tree.read(file).lines().count();
            if (name.contains("/main/") && lines > LONG_FILES.getOrDefault(name, MAX_LINES)) {
                tooLong.put(name, lines);
            }
        }
        assertThat(tooLong).as("ask of each what second thing it has become").isEmpty();
    }

    @Test
    void namesSaySomething() {
        List<String> weak = new ArrayList<>();
        for (Path file : Tree.files(".java")) {
            String name = String.valueOf(file.getFileName()).replace(".java", "");
            if (WEAK_NAMES.stream()
                    .anyMatch(word -> name.startsWith(word) || name.endsWith(word))) {
                weak.add(Tree.relative(file));
            }
        }
        assertThat(weak).isEmpty();
    }

    @Test
    void nothingIsLeftForLaterAndNothingIsSkippedInSilence() {
        Pattern banned =
                Pattern.compile("\\bTO" + "DO\\b|\\bFIX" + "ME\\b|@Dis" + "abled|\\bXX" + "X\\b");
        Pattern sleep = Pattern.compile("Thread\\.sle" + "ep\\(");
        List<String> found = new ArrayList<>();
        for (Path file : Tree.files(".java")) {
            String text = Tree.read(file);
            Matcher matcher = banned.matcher(text);
            while (matcher.find()) {
                long line = text.substring(0, matcher.start()).lines().count();
                found.add(Tree.relative(file) + ":" + line + " " + matcher.group());
            }
            if (Tree.relative(file).contains("/test/") && sleep.matcher(text).find()) {
                found.add(Tree.relative(file) + " sleeps; wait for what it waits for");
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIsAndIsNullMarked() {
        List<String> silent = new ArrayList<>();
        for (Path file : Tree.files(".java")) {
            if (!Tree.relative(file).contains("/main/")) {
                continue;
            }
            Path info = file.resolveSibling("package-info.java");
            if (!info.toFile().exists()
                    || !Tree.read(info).contains("@NullMarked")
                    || !Tree.read(info).startsWith("///")) {
                silent.add(Tree.relative(file));
            }
        }
        assertThat(silent).isEmpty();
    }

    @Test
    void theTopLevelHoldsWhatTheArchitectureNames() {
        List<String> top = new ArrayList<>();
        for (Path file : Tree.files()) {
            String name = Tree.relative(file);
            String first = name.contains("/") ? name.substring(0, name.indexOf('/')) : name;
            if (!first.startsWith(".") && !top.contains(first)) {
                top.add(first);
            }
        }
        assertThat(top)
                .isSubsetOf(
                        "README.md",
                        "CHANGELOG.md",
                        "CONTRIBUTING.md",
                        "LICENSE",
                        "docs",
                        "helm",
                        "mvnw",
                        "mvnw.cmd",
                        "pom.xml",
                        "producer",
                        "schemas",
                        "towpath",
                        "worker");
    }

    @Test
    void linksBetweenTheDocsLeadSomewhere() {
        Pattern link = Pattern.compile("\\]\\((?!https?:|mailto:|#)([^)#\\s]+)(#[^)]*)?\\)");
        List<String> broken = new ArrayList<>();
        for (Path file : Tree.files(".md")) {
            Matcher matcher = link.matcher(Tree.read(file));
            while (matcher.find()) {
                if (!file.resolveSibling(matcher.group(1)).toFile().exists()) {
                    broken.add(Tree.relative(file) + " -> " + matcher.group(1));
                }
            }
        }
        assertThat(broken).isEmpty();
    }
}
