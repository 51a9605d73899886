package dev.towpath.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The script `towpath`, in a tree that looks like a clone: its JDK only says with what it was
/// called, its Maven only notes that it was.
final class LauncherTest {
    @TempDir Path clone;

    @BeforeEach
    void makeClone() throws Exception {
        Path root = Path.of(System.getProperty("towpath.root"));
        Files.copy(
                root.resolve("towpath"),
                clone.resolve("towpath"),
                StandardCopyOption.COPY_ATTRIBUTES);
        script("jdk/bin/java", "echo \"java $*\"");
        script(".mvn/find-jdk.sh", "echo '" + clone.resolve("jdk") + "'");
        script(
                "mvnw",
                "echo \"$*\" >>builds; [ ! -e broken ] || { cat broken; exit 1; };"
                        + " mkdir -p worker/cli/target/towpath/lib");
        write("pom.xml", "<project/>");
        write("schemas/src/main/java/A.java", "class A {}");
        write("schemas/src/test/java/ATest.java", "class ATest {}");
        write("producer/pom.xml", "<project/>");
        write("worker/pom.xml", "<project/>");
    }

    @Test
    void buildsOnceAndThenRunsWhatIsBuilt() throws Exception {
        assertThat(towpath("version"))
                .startsWith("Building Towpath from its sources.")
                .containsPattern("\nBuilt in \\d+ s\\.\n")
                .contains(" -Dtowpath.root=" + clone.toRealPath() + " ")
                .containsPattern(
                        "java .*-cp .*/worker/cli/target/towpath/lib/\\* \\S+Towpath version\n");
        assertThat(towpath("version")).doesNotContain("Building").startsWith("java ");
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void buildsAgainWhenASourceIsNewerButNotForATest() throws Exception {
        towpath("version");
        newer("schemas/src/test/java/ATest.java");
        towpath("version");
        assertThat(builds()).isEqualTo(1);
        newer("schemas/src/main/java/A.java");
        towpath("version");
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void saysWhyABuildFailedAndStartsNothing() throws Exception {
        write("broken", "[ERROR] broken\n");
        assertThat(towpath("version"))
                .containsPattern(
                        "TP-5012 Towpath could not be built, so nothing was started.\nCorrect"
                                + " (?s:.*)\n\\[ERROR\\] broken\n")
                .contains("/target/launcher.log")
                .doesNotContain("java ");
        Files.delete(clone.resolve("broken"));
        assertThat(towpath("version")).contains("Built in ");
    }

    @Test
    void saysPlainlyThatTheRegistryCannotBeReached() throws Exception {
        write(
                "broken",
                "[ERROR] Failed to execute goal: Could not transfer artifact a:b:pom:1 from/to"
                        + " central (https://repo.maven.apache.org/maven2): repo.maven.apache.org:"
                        + " Name or service not known\n");
        assertThat(towpath("version"))
                .containsPattern(
                        "TP-5012 Towpath could not be built, so nothing was started.\nMaven could"
                                + " not reach the registry ")
                .contains("Check the network or the proxy, and try again, which is safe.\n");
    }

    @Test
    void saysThatTheNamedJdkIsNotTakenAndWhichOneIs() throws Exception {
        Path old = clone.resolve("jdk-17");
        assertThat(run("env", "TOWPATH_JAVA_HOME=" + old, clone.resolve("towpath") + "", "version"))
                .startsWith(
                        "TOWPATH_JAVA_HOME="
                                + old
                                + " is no JDK of version 25 or later; going on with "
                                + clone.resolve("jdk")
                                + ".\n");
        String taken = "TOWPATH_JAVA_HOME=" + clone.resolve("jdk");
        assertThat(run("env", taken, clone.resolve("towpath") + "", "version"))
                .doesNotContain("TOWPATH_JAVA_HOME");
    }

    @Test
    void saysWhereItLookedWhenThereIsNoJdk() throws Exception {
        script(".mvn/find-jdk.sh", "exit 0");
        assertThat(towpath("dev"))
                .startsWith(
                        "TP-5004 No JDK 25 or later was found, so nothing was started. Looked at"
                                + " TOWPATH_JAVA_HOME, at\nJAVA_HOME")
                .contains("TOWPATH_JAVA_HOME=/path/to/jdk-25 ")
                .endsWith("towpath dev\n");
        assertThat(clone.resolve("builds")).doesNotExist();
    }

    @Test
    void isFoundThroughALinkFromAnotherFolder() throws Exception {
        Path link = Files.createSymbolicLink(clone.resolve("link"), clone.resolve("towpath"));
        assertThat(run(link.toString(), "version")).contains("-Dtowpath.command=" + link);
    }

    @Test
    void clearsALockThatAKilledBuildLeft() throws Exception {
        write("target/launcher.lock/pid", "999999999\n");
        assertThat(towpath("version")).contains("Built in ");
        assertThat(clone.resolve("target/launcher.lock")).doesNotExist();
    }

    private String towpath(String... args) throws Exception {
        String[] command = new String[args.length + 1];
        command[0] = clone.resolve("towpath").toString();
        System.arraycopy(args, 0, command, 1, args.length);
        return run(command);
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private long builds() throws Exception {
        return Files.readAllLines(clone.resolve("builds")).size();
    }

    private void newer(String file) throws Exception {
        Instant then = Instant.now().plusSeconds(60);
        Files.setLastModifiedTime(clone.resolve(file), FileTime.from(then));
    }

    private void script(String name, String body) throws Exception {
        write(name, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(
                clone.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void write(String name, String text) throws Exception {
        Path file = clone.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
