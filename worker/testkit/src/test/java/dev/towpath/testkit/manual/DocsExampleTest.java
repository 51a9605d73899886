package dev.towpath.testkit.manual;

import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.ledger.State;
import dev.towpath.worker.handler.JobHandlers;
import dev.towpath.worker.handler.Outcome;
import dev.towpath.worker.handler.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The example of docs/handlers.md, which runs here as it stands there.
class DocsExampleTest {
    private static final Path ROOT = Path.of(System.getProperty("towpath.root"));
    private static final Pattern EXAMPLE =
            Pattern.compile("```java\n(ManualWorker worker = .*?)```", Pattern.DOTALL);

    @Test
    void theExampleHolds() {
        ManualWorker worker = ManualWorker.builder().handle(new SiteJobs()).build();
        ManualJob job =
                worker.job("mail.send", "{\"to\": \"ann@example.org\"}").dedupKey("hello").submit();

        worker.run();
        assertThat(job.state()).isEqualTo(State.WAITING);
        assertThat(job.reason()).isEqualTo("the mail host is out");

        worker.pass(Duration.ofMinutes(5));
        assertThat(job.state()).isEqualTo(State.DONE);
        assertThat(job.attempts()).isEqualTo(2);
    }

    @Test
    void theExampleIsTheOneInTheDocs() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/handlers.md"));
        String source =
                Files.readString(
                        ROOT.resolve(
                                "worker/testkit/src/test/java/dev/towpath/testkit/manual/DocsExampleTest.java"));
        Matcher example = EXAMPLE.matcher(page);

        assertThat(example.find()).isTrue();
        assertThat(plain(source)).contains(plain(example.group(1)));
    }

    private static String plain(String code) {
        return code.replaceAll("\\s+", "");
    }

    private static final class SiteJobs implements JobHandlers {
        @Override
        public void register(Registry registry) {
            registry.handle(
                    "mail.send",
                    Payload.json(),
                    (mail, job) ->
                            job.attempt() == 1
                                    ? Outcome.retry("the mail host is out")
                                    : Outcome.done());
        }
    }
}
