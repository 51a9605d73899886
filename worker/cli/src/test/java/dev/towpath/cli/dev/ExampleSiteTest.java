package dev.towpath.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// When the example site is built, in a tree that looks like a clone; its npm only notes what it
/// was called with, and leaves what the real one leaves.
final class ExampleSiteTest {
    private static final String NPM =
            """
            [ "$1" = --version ] && { echo 10.8.2; exit 0; }
            echo "${PWD##*/} $*" >>"$CALLS"
            echo "npm says something"
            [ ! -e "$CALLS.broken" ] || { cat "$CALLS.broken"; exit 1; }
            [ "$1" = ci ] && mkdir -p node_modules && : >node_modules/.package-lock.json
            [ "$1 $2" = "run build" ] && mkdir -p .next && : >.next/BUILD_ID
            exit 0
            """;

    private final List<String> steps = new ArrayList<>();

    @TempDir Path clone;
    private Path log;

    @BeforeEach
    void makeClone() throws Exception {
        log = clone.resolve("site-build.log");
        write("producer/typescript/src/index.ts", "export {};");
        write("producer/typescript/package-lock.json", "{}");
        write("producer/typescript/example/package.json", "{}");
        write("producer/typescript/example/app/page.tsx", "one");
        script("node", "echo v20.20.2");
        script("npm", "CALLS=" + clone.resolve("calls") + "\n" + NPM);
    }

    @Test
    void isBuiltOnce() throws Exception {
        build();
        assertThat(calls())
                .containsExactly(
                        "typescript ci --ignore-scripts",
                        "typescript run build",
                        "example ci --ignore-scripts",
                        "example run build");
        assertThat(steps)
                .containsExactly(
                        "fetching what the package is made with",
                        "building the package",
                        "fetching what the site is made with",
                        "building the site");
        build();
        assertThat(calls()).hasSize(4);
    }

    @Test
    void aChangeOfTheSiteBuildsTheSiteAlone() throws Exception {
        build();
        write("producer/typescript/example/app/page.tsx", "two");
        build();
        assertThat(calls().subList(4, calls().size())).containsExactly("example run build");
    }

    @Test
    void aChangeOfThePackageBuildsAndFetchesThatToo() throws Exception {
        build();
        write("producer/typescript/src/index.ts", "export const x = 1;");
        build();
        assertThat(calls().subList(4, calls().size()))
                .containsExactly(
                        "typescript run build", "example ci --ignore-scripts", "example run build");
    }

    @Test
    void whatTheBuildItselfLeavesIsNoChange() throws Exception {
        build();
        write("producer/typescript/example/next-env.d.ts", "made");
        write("producer/typescript/example/node_modules/next/package.json", "fetched");
        build();
        assertThat(calls()).hasSize(4);
    }

    @Test
    void aBuildThatFailedSaysWhyAndIsMadeAgainTheNextTime() throws Exception {
        write("calls.broken", "app/page.tsx:3 error TS2304: no such name\nand more\n");
        TowpathException failed = catchThrowableOfType(TowpathException.class, this::build);
        assertThat(failed.code()).isEqualTo(ErrorCode.SITE_UNBUILT);
        assertThat(failed)
                .hasMessage(
                        "`npm ci --ignore-scripts` for the example site ended with status 1, so"
                                + " nothing was started. Mend what it says and start again, which"
                                + " is safe; or start without --site. All of it is in "
                                + log
                                + ", the first of it:\n"
                                + "  app/page.tsx:3 error TS2304: no such name");
        assertThat(Files.readString(log)).contains("> npm ci", "npm says something", "and more");
        Files.delete(clone.resolve("calls.broken"));
        build();
        assertThat(calls()).hasSize(5);
    }

    @Test
    void saysThatNodeIsNotThere() throws Exception {
        Files.delete(clone.resolve("bin/node"));
        assertThat(refusal())
                .isEqualTo(
                        "--site needs Node 20.9 or newer, with npm, on the PATH: got none. Nothing"
                                + " was started. Install Node, or start without --site: all but the"
                                + " example site runs without it.");
    }

    @Test
    void saysThatNodeIsTooOldOrNpmMissing() throws Exception {
        script("node", "echo v20.8.1");
        assertThat(refusal()).contains(": got v20.8.1. Nothing was started.");
        script("node", "echo v18.20.4");
        assertThat(refusal()).contains(": got v18.20.4. ");
        script("node", "echo v22.1.0");
        Files.delete(clone.resolve("bin/npm"));
        assertThat(refusal()).contains(": got Node v22.1.0, but no npm beside it. ");
    }

    @Test
    void saysThatOnlyACloneHasTheSite() {
        TowpathException absent =
                catchThrowableOfType(
                        TowpathException.class,
                        () -> new ExampleSite(null, new NodeTools("/nowhere")));
        assertThat(absent.code()).isEqualTo(ErrorCode.ABSENT_BUILD);
        assertThat(absent).hasMessageContaining("Start without --site, or from a clone.");
    }

    private String refusal() {
        TowpathException refused = catchThrowableOfType(TowpathException.class, this::build);
        assertThat(refused.code()).isEqualTo(ErrorCode.NO_NODE);
        return Objects.requireNonNull(refused.getMessage());
    }

    private void build() throws Exception {
        new ExampleSite(clone.toString(), new NodeTools(clone.resolve("bin").toString()))
                .build(log, steps::add);
    }

    private List<String> calls() throws Exception {
        return Files.readAllLines(clone.resolve("calls"));
    }

    private void script(String name, String text) throws Exception {
        Path file = clone.resolve("bin").resolve(name);
        Files.createDirectories(file.getParent());
        // What the script itself calls is found where the system has it.
        Files.writeString(file, "#!/bin/sh\nPATH=/usr/bin:/bin\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void write(String name, String text) throws Exception {
        Path file = clone.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        // Older than what is made of it, also where the clock of files is coarse.
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
    }
}
