package dev.towpath.schemas.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PreviewsTest {
    private static final URI URL = URI.create("https://www.example.org/api/towpath");

    private final Previews previews =
            new Previews(
                    List.of("my-site-*-my-team.vercel.app", "*.my-site.pages.dev"),
                    Optional.empty());

    @Test
    void aJobOfAPreviewIsPostedToItsHost() {
        assertThat(previews.url(URL, "my-site-git-fix-1-my-team.vercel.app"))
                .contains(URI.create("https://my-site-git-fix-1-my-team.vercel.app/api/towpath"));
        assertThat(previews.url(URL, "0a1b.my-site.pages.dev"))
                .contains(URI.create("https://0a1b.my-site.pages.dev/api/towpath"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "dpl_42",
                "www.example.org",
                "my-site--my-team.vercel.app",
                "my-site-a.b-my-team.vercel.app",
                "my-site-a-my-team.vercel.app.evil.org",
                "evil.org/my-site-a-my-team.vercel.app",
                "my-site-@evil.org:80-my-team.vercel.app",
                "my-site-a-my-teamxvercel.app",
                "my-site-a-my-team.vercel.app:8080",
                ".my-site.pages.dev"
            })
    void noOtherJobIs(String deployment) {
        assertThat(previews.url(URL, deployment)).isEmpty();
        assertThat(Previews.NONE.has(deployment)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "my-site-*-my-team.vercel.app",
                "*--my-site.netlify.app",
                "*.my-site.pages.dev",
                "pr-*.example.org",
                "localhost:3001",
                "127.0.0.1:3001"
            })
    void hostsAreWrittenWithAStarForWhatDiffers(String host) {
        assertThat(new Previews(List.of(host), Optional.empty()).has(host.replace("*", "x-1")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "*.app",
                "*.vercel.app",
                "**.vercel.app",
                "*.*.app",
                "my-site.*",
                "my-*.app",
                "https://my-site-*.vercel.app",
                "my-site-*.vercel.app/api",
                "localhost:*",
                "localhost:65536",
                "a*b*c*d*e.example.org"
            })
    void theWholeOfAPlatformIsNoHostOfOurs(String host) {
        assertThatThrownBy(() -> new Previews(List.of(host), Optional.empty()))
                .hasMessage("expected a host, got '" + host + "'");
    }
}
