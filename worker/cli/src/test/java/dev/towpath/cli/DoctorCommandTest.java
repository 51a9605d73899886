package dev.towpath.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
    @TempDir private Path folder;

    @Test
    void saysWhatIsWrongAndWhatMendsItAndEndsWithZeroWhenItIsMended() throws Exception {
        try (DeadInstallation site = new DeadInstallation(folder)) {
            Ran fine = site.towpath("doctor");
            assertThat(fine.err()).isEmpty();
            assertThat(fine.out())
                    .startsWith("Looked at: brokers, topics, ")
                    .endsWith("\nNothing here loses or stalls jobs.\n");
            assertThat(fine.status()).isZero();

            site.mail("{\"to\":\"ana\"}", "good");
            Ran waiting = site.towpath("doctor");
            assertThat(waiting.status()).isEqualTo(1);
            assertThat(waiting.out())
                    .as("the example of docs/operating.md")
                    .isEqualTo(example().replace("towpath.workers", site.topics.workerGroup()));
            Ran json = site.towpath("doctor", "--json");
            assertThat(json.status()).isEqualTo(1);
            assertThat(json.out())
                    .contains("\"fine\" : false")
                    .contains("\"severity\" : \"stalls\"")
                    .contains("\"mend\" : \"towpath worker\"");

            site.work(0, 1);
            assertThat(site.towpath("doctor", "--json").out()).contains("\"fine\" : true");
        }
    }

    private static String example() throws IOException {
        Path page = Path.of(System.getProperty("towpath.root"), "docs", "operating.md");
        Matcher block =
                Pattern.compile("```text\n(stalls {2}queue.*?)```", Pattern.DOTALL)
                        .matcher(Files.readString(page));
        assertThat(block.find()).isTrue();
        return block.group(1);
    }

    @Test
    void anInstallationWithoutTopicsIsNotSaidToBeFine() throws Exception {
        try (DeadInstallation site = new DeadInstallation(folder)) {
            Path other = folder.resolve("other.yaml");
            Files.writeString(
                    other,
                    Files.readString(folder.resolve("towpath.yaml"))
                            .replaceFirst("prefix: \\S+", "prefix: nowhere."));
            Ran missing = Ran.towpath("doctor", "--config", other.toString());
            assertThat(missing.status()).isEqualTo(1);
            assertThat(missing.out())
                    .contains("loses  nowhere.jobs.default\n")
                    .contains("    mend      towpath topics apply\n")
                    .contains("unknown  ");
            assertThat(site.towpath("doctor").status()).isZero();
        }
    }
}
