package dev.towpath.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.cli.dev.RunningDev.Said;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Processes that are killed under a running dev.
@Tag("full")
@Timeout(600)
final class DevFaultsTest {
    @TempDir Path folder;

    @Test
    void everyRowIsThereOnceThoughTheWorkerIsKilledInTheMiddle() throws Exception {
        try (RunningDev dev = RunningDev.start(folder, RunningDev.freePorts()).awaitScreen()) {
            ProcessHandle worker = dev.role("worker");
            CompletableFuture<Said> demo = inBackground("demo");
            awaitSomeRows();
            worker.destroyForcibly();

            String line = dev.await("was ended by signal 9");
            assertThat(line).contains("The worker, process " + worker.pid());
            dev.await("The worker runs again, as process ");
            Said said = demo.get(300, TimeUnit.SECONDS);
            assertThat(said.text())
                    .containsPattern("accepted +1,000\n")
                    .containsPattern("99\\d rows in ");
            assertThat(said.status()).isZero();

            Said again = RunningDev.towpath(folder, "demo");
            assertThat(again.text()).containsPattern("done +0\n");
        }
    }

    @Test
    void theDemoGoesOnThoughTheGatewayIsKilledInTheMiddle() throws Exception {
        Path content = manyEntries();
        try (RunningDev dev = RunningDev.start(folder, RunningDev.freePorts()).awaitScreen()) {
            CompletableFuture<Said> demo = inBackground("demo", "--from", content.toString());
            awaitSomeRows();
            dev.role("gateway").destroyForcibly();

            Said said = demo.get(300, TimeUnit.SECONDS);
            assertThat(said.status()).as(said.text()).isZero();
            assertThat(said.text()).containsPattern("accepted +20,000\n");
        }
    }

    @Test
    void aDemoWhoseDevIsStoppedEndsSoonWithOneClearSentence() throws Exception {
        Path content = manyEntries();
        try (RunningDev dev = RunningDev.start(folder, RunningDev.freePorts()).awaitScreen()) {
            CompletableFuture<Said> demo = inBackground("demo", "--from", content.toString());
            awaitSomeRows();
            dev.stop();

            Said said = demo.get(30, TimeUnit.SECONDS);
            assertThat(said.status()).isEqualTo(1);
            assertThat(said.text())
                    .containsPattern(
                            "TP-5015 the gateway at http://\\S+\\s+is\\s+stopping\\s+or\\s+gone")
                    .doesNotContain("Exception in thread", "OutOfMemoryError");
        }
    }

    /// A package that looks like the real one.
    private Path manyEntries() throws Exception {
        StringBuilder json = new StringBuilder("{\"api\": {");
        for (int i = 0; i < 20_000; i++) {
            json.append(i == 0 ? "" : ",")
                    .append("\"Door")
                    .append(i)
                    .append(
                            "\": {\"__compat\": {\"description\": \"door\", \"support\":"
                                    + " {\"chrome\": {\"version_added\": \"1\"}}}}");
        }
        Path content = Files.createDirectories(folder.resolve("content"));
        Files.writeString(content.resolve("data.json"), json + "}}");
        return content;
    }

    @Test
    void theBrokerIsStartedAgainAndNothingIsLost() throws Exception {
        try (RunningDev dev = RunningDev.start(folder, RunningDev.freePorts()).awaitScreen()) {
            RunningDev.towpath(folder, "demo");
            dev.role("broker").destroyForcibly();
            dev.await("The broker runs again, as process ");
            Said again = RunningDev.towpath(folder, "demo");
            assertThat(again.text())
                    .containsPattern("accepted +99\\d\n")
                    .containsPattern("done +0\n");
        }
    }

    @Test
    void aDevThatWasKilledTakesItsChildrenDownAndTheNextOneGoesOn() throws Exception {
        String[] ports = RunningDev.freePorts();
        List<ProcessHandle> children;
        try (RunningDev dev = RunningDev.start(folder, ports).awaitScreen()) {
            RunningDev.towpath(folder, "demo");
            children = List.of(dev.role("worker"), dev.role("gateway"), dev.role("broker"));
            dev.kill();
        }
        try (RunningDev next = RunningDev.start(folder, ports).awaitScreen()) {
            assertThat(next.text())
                    .startsWith(
                            "The last `towpath dev` here was ended without stopping. Going on from"
                                    + " there.\n");
            assertThat(children).noneMatch(ProcessHandle::isAlive);
            assertThat(RunningDev.towpath(folder, "demo").text()).containsPattern("done +0\n");
        }
    }

    @Test
    void aDamagedFolderIsToldAndLeftAlone() throws Exception {
        String[] ports = RunningDev.freePorts();
        try (RunningDev dev = RunningDev.start(folder, ports).awaitScreen()) {
            RunningDev.shell(folder, dev.curl());
            dev.stop();
        }
        Path kafka = folder.resolve(".towpath/broker/kafka");
        Path segment = kafka.resolve("towpath.control-0/00000000000000000000.log");
        Files.writeString(segment, "torn");
        Said said = RunningDev.towpath(folder, "dev", ports[0], ports[1], ports[2]);
        assertThat(said.status()).isEqualTo(1);
        assertThat(said.text().replaceAll("\\s+", " "))
                .contains("TP-5008 the data folder ")
                .contains("has 4 bytes, expected ");
    }

    private CompletableFuture<Said> inBackground(String... args) {
        CompletableFuture<Said> said = new CompletableFuture<>();
        Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            try {
                                said.complete(RunningDev.towpath(folder, args));
                            } catch (Exception e) {
                                said.completeExceptionally(e);
                            }
                        });
        return said;
    }

    /// Waits until the demo's file has grown: jobs are being done.
    private void awaitSomeRows() throws Exception {
        Path log = folder.resolve(".towpath/demo.sqlite-wal");
        long before = Files.exists(log) ? Files.size(log) : 0;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!Files.exists(log) || Files.size(log) < before + 50_000) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
