package dev.towpath.schemas.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutboxConfigTest {
    private static final String SITE = "clients: {site: {keys: []}, reader: {scopes: [read]}}\n";

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "postgres://eva:p%40s%2Bs+s@db.example:5433/shop,"
                        + " jdbc:postgresql://db.example:5433/shop, eva, p@s+s+s",
                "postgresql://db/shop?sslmode=require&schema=jobs,"
                        + " jdbc:postgresql://db/shop?sslmode=require&currentSchema=jobs, ``, ``",
                "jdbc:postgresql://[::1]:5432/shop?user=eva&password=x,"
                        + " jdbc:postgresql://[::1]:5432/shop, eva, x",
                "postgres://eva@a:1`;`b:2/shop, jdbc:postgresql://a:1`;`b:2/shop, eva, ``",
                "postgres://db, jdbc:postgresql://db/, ``, ``",
            })
    void aUrlAsHostsGiveItIsReadWithoutItsPasswordInIt(
            String url, String jdbc, String user, String password) {
        DatabaseLogin login = DatabaseLogin.of(url, Optional.empty(), Optional.empty());

        assertThat(login).isEqualTo(new DatabaseLogin(jdbc, user, password));
        assertThat(login.toString()).isEqualTo("***");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "shop",
                "mysql://eva:hush@db/shop",
                "postgres://",
                "postgres://eva:hush@/shop",
                "postgres://eva:hu%zz@db/shop",
                "postgres://eva:hush@db/sh op"
            })
    void anotherTextIsRefusedAndNotShown(String url) {
        assertThat(DatabaseLogin.isUrl(url)).isFalse();
        assertThatThrownBy(() -> read("gateway: {outbox: {client: site, url: \"" + url + "\"}}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("gateway.outbox.url: expected a URL of PostgreSQL")
                .hasMessageNotContaining("hu");
    }

    @Test
    void withoutAUrlThereIsNone() {
        assertThat(read("gateway: {outbox: {client: site}}").gateway().outbox()).isEmpty();
        assertThat(GatewayConfig.defaults().outbox()).isEmpty();
    }

    @Test
    void everyKeyReachesItsRecordAndUserAndPasswordGoBeforeThoseOfTheUrl() {
        EffectiveConfig effective =
                new YamlText(
                                folder,
                                Map.of(
                                        "TOWPATH_SECRET",
                                        YamlText.SECRET,
                                        "DATABASE_URL",
                                        "postgres://a:hush@db/shop"))
                        .effective(
                                SITE
                                        + """
                                        gateway:
                                          outbox:
                                            url: ${DATABASE_URL}
                                            user: eva
                                            password: hushhush
                                            client: site
                                            batch: 7
                                            poll: 20ms
                                        """);

        assertThat(effective.config().gateway().outbox())
                .contains(
                        new OutboxConfig(
                                new DatabaseLogin("jdbc:postgresql://db/shop", "eva", "hushhush"),
                                "site",
                                7,
                                Duration.ofMillis(20)));
        assertThat(effective.text() + effective.json() + effective).doesNotContain("hush");
    }

    @Test
    void itsClientMustBeOneThatMaySubmit() {
        assertThatThrownBy(() -> read("gateway: {outbox: {url: \"postgres://db/shop\"}}"))
                .hasMessageContaining("gateway.outbox.client: expected a client that is there");
        assertThatThrownBy(
                        () ->
                                read(
                                        "gateway: {outbox: {url: \"postgres://db/shop\", client:"
                                                + " stie}}"))
                .hasMessageContaining("got 'stie'; did you mean 'site'?");
        assertThatThrownBy(
                        () ->
                                read(
                                        "gateway: {outbox: {url: \"postgres://db/shop\", client:"
                                                + " reader}}"))
                .hasMessageContaining("expected a client with the scope submit");
    }

    private TowpathConfig read(String yaml) {
        return YamlText.in(folder).read(SITE + yaml);
    }
}
