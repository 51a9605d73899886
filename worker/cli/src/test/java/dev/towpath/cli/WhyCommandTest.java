package dev.towpath.cli;

import static dev.towpath.cli.JobInstallation.job;
import static dev.towpath.cli.JobInstallation.sentence;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.id.JobId;
import dev.towpath.schemas.id.JobIdIssuer;
import dev.towpath.worker.Worker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhyCommandTest {
    private static final String TIME = "20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ";
    private static final String WORKER = "worker-[\\w.-]+";

    @TempDir private Path folder;

    @Test
    @Tag("full")
    void oneJobOfEachKindIsFoundWithItsReason() throws Exception {
        try (JobInstallation site = new JobInstallation(folder, "why1")) {
            JobId waiting = site.send("note.send", "done");
            assertThat(said(site, waiting))
                    .isEqualTo("waits because no worker is alive; `towpath worker` starts one.");

            try (Worker worker = site.worker()) {
                Ran done = site.why(waiting, text -> text.contains(" is done "));
                assertThat(said(waiting, done))
                        .matches("is done since " + TIME + ", after \\d+ ms, attempt 1\\.");
                assertThat(done.status()).isZero();

                JobId failing = site.send("note.send", "fail");
                assertThat(said(failing, site.why(failing, text -> text.contains("ladder"))))
                        .matches(
                                "waits on the ladder until "
                                        + TIME
                                        + " because attempt 1 of 5 failed: TP-3001 the mail host"
                                        + " is out\\.");

                JobId snoozed = site.send("note.send", "snooze");
                assertThat(said(snoozed, site.why(snoozed, text -> text.contains("snoozed"))))
                        .matches("waits until " + TIME + " because its handler snoozed it\\.");

                JobId running = site.send("page.build", "run");
                assertThat(said(running, site.why(running, text -> text.contains(" runs since "))))
                        .matches("runs since " + TIME + " on " + WORKER + ", attempt 1\\.");

                JobId second = site.send("page.build", "done");
                assertThat(said(site, second))
                        .matches(
                                "waits because 1 job of its type page\\.build runs on "
                                        + WORKER
                                        + ", which is as many as may\\.");

                JobId first = site.send(job("order.ship", "run").group("42"));
                JobId behind = site.send(job("order.ship", "done").group("42"));
                site.why(first, text -> text.contains(" runs since "));
                assertThat(said(site, behind))
                        .matches(
                                "is accepted and waits behind at most \\d jobs of its partition, which "
                                        + WORKER
                                        + " has\\.");

                JobId unhandled = site.send("fax.send", "done");
                assertThat(said(site, unhandled))
                        .isEqualTo(
                                "waits because the only worker that is alive has no handler for"
                                        + " its type fax.send.");

                site.towpath("pause", "type", "note.send", "--reason", "deploy", "--actor", "ana");
                JobId held = site.send("note.send", "done");
                assertThat(said(site, held))
                        .matches(
                                "is held since "
                                        + TIME
                                        + " because type note\\.send is paused by ana: deploy\\.");
                site.towpath("resume", "type", "note.send");
                site.why(held, text -> text.contains(" is done "));
                site.end.countDown();
            }
        }
    }

    @Test
    void whatAHandlerNotedStandsInTheJobsHistory() throws Exception {
        try (JobInstallation site = new JobInstallation(folder, "why6");
                Worker worker = site.worker()) {
            JobId noted = site.send("note.send", "note");
            site.why(noted, text -> text.contains(" is done "));

            assertThat(site.towpath("jobs", "show", noted.toString()).out())
                    .containsPattern(
                            " done +- +"
                                    + WORKER
                                    + " +answered 200 in 5 ms; x-nextjs-cache: HIT\n");
            assertThat(site.towpath("jobs", "show", noted.toString(), "--json").out())
                    .contains("\"note\" : \"answered 200 in 5 ms; x-nextjs-cache: HIT\"");
        }
    }

    @Test
    void theGuideQuotesWhatIsSaid() throws Exception {
        try (JobInstallation site = new JobInstallation(folder, "why5");
                Worker worker = site.worker()) {
            JobId failing = site.send("note.send", "fail");
            site.why(failing, text -> text.contains("ladder"));
            JobId dying = site.send("note.send", "die");
            site.why(dying, text -> text.contains(" is dead "));
            site.broken = false;
            site.towpath("dead", "replay", "--id", dying.toString(), "--yes", "--actor", "eva");
            site.why(dying, text -> text.contains(" is done "));

            String said = typed(site, "why", failing) + typed(site, "jobs show", dying);

            assertThat(stable(said)).isEqualTo(stable(guide()));
        }
    }

    private static String typed(JobInstallation site, String command, JobId id) {
        String[] words = (command + " " + id).split(" ", -1);
        return "$ towpath " + command + " " + id + "\n" + site.towpath(words).out() + "\n";
    }

    private static String guide() throws Exception {
        Path file = Path.of(System.getProperty("towpath.root"), "docs", "operating.md");
        String text = Files.readString(file);
        int from = text.indexOf("```text\n", text.indexOf("## Where is my job"));
        return text.substring(from + "```text\n".length(), text.indexOf("```", from + 3));
    }

    /// Without what differs each time: ids, times, and where lines break because of them.
    private static String stable(String text) {
        return text.replaceAll("default_0_\\w{26}", "ID")
                .replaceAll(TIME, "TIME")
                .replaceAll(WORKER, "WORKER")
                .replaceAll("\\d+ ms", "N ms")
                .replaceAll("plan [\\w-]+", "plan PLAN")
                .replaceAll("\\s+", " ")
                .strip();
    }

    @Test
    @Tag("full")
    void whatEndedOtherwiseSaysHowAndWhatToDo() throws Exception {
        try (JobInstallation site = new JobInstallation(folder, "why2");
                Worker worker = site.worker()) {
            JobId dying = site.send("note.send", "curse");
            Ran dead = site.why(dying, text -> text.contains(" is dead "));
            assertThat(said(dying, dead))
                    .matches(
                            "is dead since "
                                    + TIME
                                    + ", attempt 1, because of TP-3002 no such"
                                    + " \\\\u001b\\[31mrecipient; `towpath dead show "
                                    + dying
                                    + "` shows it, `towpath dead replay --id "
                                    + dying
                                    + "` runs it again\\.");
            Ran json = site.towpath("why", dying.toString(), "--json");
            assertThat(json.out())
                    .contains("\"where\":\"dead\"")
                    .contains("\"code\":\"TP-3002\"")
                    .contains("\"attempt\":1");

            site.broken = false;
            site.towpath("dead", "replay", "--id", dying.toString(), "--yes", "--actor", "eva");
            assertThat(said(dying, site.why(dying, text -> text.contains(" is done "))))
                    .matches(
                            "is done since "
                                    + TIME
                                    + ", after \\d+ ms on "
                                    + WORKER
                                    + ", attempt 1 of generation 1\\.");
            assertThat(site.towpath("jobs", "show", dying.toString()).out())
                    .containsPattern(
                            "  "
                                    + TIME
                                    + "  0    1        \\d+ ms +dead +- +"
                                    + WORKER
                                    + " +TP-3002 no such \\\\u001b\\[31mrecipient\n")
                    .containsPattern("  " + TIME + "  1    - +- +replay +- +eva +plan \\S+\n")
                    .containsPattern("  " + TIME + "  1    1 +\\d+ ms +done +- +" + WORKER);
            assertThat(site.towpath("jobs", "show", dying.toString(), "--json").out())
                    .contains("\"what\" : \"replay\"")
                    .contains("\"source\" : \"audit\"");

            site.broken = true;
            JobId hopeless = site.send("note.send", "die");
            site.why(hopeless, text -> text.contains(" is dead "));
            site.towpath(
                    "dead",
                    "discard",
                    "--id",
                    hopeless.toString(),
                    "--reason",
                    "old",
                    "--actor",
                    "eva",
                    "--yes");
            assertThat(said(site, hopeless)).endsWith("; eva discarded it.");

            JobId late =
                    site.send(job("note.send", "done").expiresAt(Instant.now().minusSeconds(60)));
            assertThat(said(late, site.why(late, text -> text.contains("expired"))))
                    .matches("is expired since " + TIME + ", because of TP-3\\d\\d\\d .*");

            JobId delayed = site.send(job("note.send", "done").delay(Duration.ofHours(1)));
            assertThat(said(site, delayed))
                    .matches(
                            "waits on the ladder until "
                                    + TIME
                                    + " because it was submitted for then\\.");
        }
    }

    @Test
    void whatIsNotKnownEndsWith3AndTheViewIsMadeAnewOnDemand() throws Exception {
        try (JobInstallation site = new JobInstallation(folder, "why3")) {
            JobId foreign =
                    new JobIdIssuer(new byte[16], InstantSource.system(), new Random(3))
                            .random("default", 0);
            Ran never = site.why(foreign);
            assertThat(never.status()).isEqualTo(3);
            assertThat(said(foreign, never)).startsWith("was never issued by this installation: ");

            JobId unsent = site.issuer.random("default", 0);
            Ran unknown = site.why(unsent);
            assertThat(unknown.status()).isEqualTo(3);
            assertThat(said(unsent, unknown))
                    .matches("has an id that was issued here at " + TIME + ", but nothing .*");

            assertThat(site.towpath("why", "nonsense").status()).isEqualTo(2);
            assertThat(site.towpath("why", unsent.toString().replace("default", "other")).status())
                    .isEqualTo(2);

            Path file = folder.resolve(".towpath/view.db");
            assertThat(file).exists();

            assertThat(sentence(site.towpath("view", "rebuild")))
                    .isEqualTo("The view " + file + " is made anew.");
            Path other = folder.resolve("other.db");
            site.towpath("view", "rebuild", "--view", other.toString());
            assertThat(other).exists();

            Files.writeString(file, "no database at all, and long enough to be taken for one");
            Ran mended = site.why(site.issuer.random("default", 0));
            assertThat(mended.err()).contains("is made anew from Kafka: SQLite cannot read it");
            assertThat(mended.status()).isEqualTo(3);
        }
    }

    private static String said(JobInstallation site, JobId id) {
        return said(id, site.why(id));
    }

    private static String said(JobId id, Ran ran) {
        assertThat(sentence(ran)).as(ran.err()).startsWith(id + " ");
        return sentence(ran).substring(id.toString().length() + 1);
    }
}
