package dev.towpath.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.cli.dev.RunningDev.Said;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a newcomer does, with real processes.
@Timeout(400)
final class DevTest {
    @TempDir Path folder;

    @Test
    void runsThePastedLineAndTheDemoTwiceAndGoesOnWhereItStopped() throws Exception {
        String[] ports = RunningDev.freePorts();
        try (RunningDev dev = RunningDev.start(folder, ports).awaitScreen()) {
            Said posted = RunningDev.shell(folder, dev.curl());
            assertThat(posted.text())
                    .matches("\\{\"id\":\"default_[01]_\\w{26}\",\"duplicate\":false}");

            Said asTheReadmeSays = RunningDev.shell(folder, readmesPost(dev.gateway()));
            assertThat(asTheReadmeSays.text()).contains("202 Accepted", "\"duplicate\":false");

            Said demo = RunningDev.towpath(folder, "demo");
            assertThat(demo.text())
                    .containsPattern("accepted +1,000\n")
                    .containsPattern("done +99\\d\n")
                    .containsPattern("duplicates +0\n")
                    .containsPattern("From POST to done: p50 [\\d,]+ ms, p99 [\\d,]+ ms\n")
                    .contains("'no link at all', expected one that begins with https://")
                    .containsPattern("99\\d rows in .*demo.sqlite, each written once");
            assertThat(demo.status()).isZero();

            Said second = RunningDev.towpath(folder, "dev");
            assertThat(second.status()).isEqualTo(1);
            assertThat(second.text().replaceAll("\\s+", " "))
                    .startsWith(
                            "TP-5006 `towpath dev` runs in this folder already, as process "
                                    + dev.pid()
                                    + ". Nothing was started.");

            dev.stop();
            assertThat(dev.text())
                    .containsPattern("worker +stopped in")
                    .containsPattern("gateway +stopped in")
                    .containsPattern("broker +stopped in")
                    .contains("Stopped. `towpath dev` goes on from here.");
        }
        try (RunningDev _ = RunningDev.start(folder, ports).awaitScreen()) {
            Said again = RunningDev.towpath(folder, "demo");
            assertThat(again.text())
                    .containsPattern("done +0\n")
                    .containsPattern("dead +0\n")
                    .containsPattern("duplicates +99\\d\n")
                    .contains("3 entries died in an earlier run and were left out")
                    .containsPattern("99\\d rows in .*demo.sqlite, each written once");
            assertThat(again.status()).isZero();
            assertThat(RunningDev.towpath(folder, "demo", "search", "abort").text())
                    .contains("Abort");
            assertThat(RunningDev.towpath(folder, "topics", "check").status()).isZero();
        }
    }

    @Test
    void namesATakenPortAndTheOptionThatTakesAnother() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String[] ports = RunningDev.freePorts();
            Said said =
                    RunningDev.towpath(
                            folder, "dev", ports[0], "--gateway-port=" + taken.getLocalPort());
            assertThat(said.status()).isEqualTo(1);
            assertThat(said.text().replaceAll("\\s+", " "))
                    .startsWith(
                            "TP-5005 port "
                                    + taken.getLocalPort()
                                    + " on 127.0.0.1, meant for the gateway, cannot be listened on")
                    .contains("choose another one with --gateway-port.");
            assertThat(folder.resolve(".towpath/broker")).doesNotExist();
        }
    }

    @Test
    @Tag("full")
    void aTypeWithoutHandlerIsOnTheScreenAndAQueueOfOtherPartitionsHasAWayOut() throws Exception {
        String[] ports = RunningDev.freePorts();
        Path yaml = folder.resolve("towpath.yaml");
        Files.writeString(yaml, "types: {article.publish: {payload: json}}\n");
        try (RunningDev dev = RunningDev.start(folder, ports).awaitScreen()) {
            assertThat(dev.text()).contains("\nno handler for: article.publish; its jobs wait\n");
            dev.stop();
        }
        assertThat(Files.readString(folder.resolve(".towpath/logs/worker.log")))
                .contains("no handler for: article.publish; its jobs wait");

        Files.writeString(yaml, "queues: {default: {partitions: 3}}\n");
        String[] args = {"dev", ports[0], ports[1], ports[2]};
        Said said = RunningDev.towpath(folder, args);
        assertThat(said.status()).isEqualTo(1);
        assertThat(said.text().replaceAll("\\s+", " "))
                .contains("TP-2004 ")
                .contains("say partitions: 2, or give the queue a new name")
                .contains("Or begin anew: delete .towpath while nothing runs");
    }

    @Test
    void saysThatItStoppedThoughItHadOnlyBegunToStart() throws Exception {
        try (RunningDev dev = RunningDev.start(folder, RunningDev.freePorts())) {
            Path log = folder.resolve(".towpath/logs/broker.log");
            while (!Files.exists(log)) {
                assertThat(dev.isAlive()).isTrue();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
            dev.stop();
            assertThat(dev.text()).contains("Stopping.", "Stopped. `towpath dev` goes on");
        }
    }

    @Test
    void tellsWhatIsWrongWithAUsersFileBeforeAnythingStarts() throws Exception {
        Files.writeString(folder.resolve("towpath.yaml"), "gateway: {prot: 8080}\n");
        Said said = RunningDev.towpath(folder, "dev");
        assertThat(said.status()).isEqualTo(1);
        assertThat(said.text()).startsWith("TP-5001 ").contains("towpath.yaml:1").contains("prot");
        assertThat(folder.resolve(".towpath/broker")).doesNotExist();
    }

    /// What README.md says under "Post a job", for a gateway on another port.
    private static String readmesPost(String gateway) throws Exception {
        Path root = Path.of(java.util.Objects.requireNonNull(System.getProperty("towpath.root")));
        String readme = Files.readString(root.resolve("README.md"));
        int from = readme.indexOf("```\n", readme.indexOf("## Post a job")) + 4;
        String lines = readme.substring(from, readme.indexOf("```", from));
        assertThat(lines).contains("export TOWPATH_KEY=", "http://127.0.0.1:8780/v1/jobs");
        return lines.replace("http://127.0.0.1:8780", gateway);
    }
}
