package dev.towpath.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PauseCommandTest {
    @TempDir private Path folder;

    @Test
    void aTypeIsPausedListedAndResumed() throws Exception {
        try (DeadInstallation site = new DeadInstallation(folder)) {
            assertThat(site.towpath("pause").out()).isEqualTo("Nothing is paused.\n");

            Ran paused =
                    site.towpath(
                            "pause", "type", "mail.send", "--reason", "deploy", "--actor", "ana");
            assertThat(paused.err()).isEmpty();
            assertThat(paused.status()).isZero();
            assertThat(paused.out())
                    .isEqualTo(
                            "type mail.send is paused by ana: deploy. Until: towpath resume type"
                                    + " mail.send\n");
            assertThat(site.towpath("pause").out())
                    .containsPattern("type +mail.send +20.* +resumed +ana +deploy");
            assertThat(site.towpath("pause", "--json").out())
                    .contains("\"scope\":\"type\",\"name\":\"mail.send\"");

            assertThat(site.towpath("resume", "type", "mail.send").out())
                    .isEqualTo("type mail.send is no longer paused.\n");
            Ran again = site.towpath("resume", "type", "mail.send");
            assertThat(again.out()).isEqualTo("type mail.send was not paused.\n");
            assertThat(again.status()).isEqualTo(3);
        }
    }

    @Test
    void whatTheConfigurationDoesNotNameAndATimeThatIsNoneAreRefused() throws Exception {
        try (DeadInstallation site = new DeadInstallation(folder)) {
            Ran unknown = site.towpath("pause", "queue", "mail");
            assertThat(unknown.status()).isEqualTo(2);
            assertThat(unknown.err())
                    .contains("expected one of the configuration, which has default, got 'mail'");
            Ran time = site.towpath("pause", "queue", "default", "--for", "soon");
            assertThat(time.status()).isEqualTo(2);
            assertThat(time.err()).contains("expected a time such as 30m or 2h, got 'soon'");
        }
    }
}
