package dev.towpath.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SecretsTest {
    @Test
    void noKeyAndNoPayloadIsLoggedAndARefusalIsOneLine() {
        Logger logger = (Logger) LoggerFactory.getLogger("dev.towpath");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        logger.setLevel(Level.TRACE);
        Installation installation = Installation.onSharedBroker();
        try (Gateway gateway = installation.start()) {
            Site site = new Site(gateway.port(), Installation.SITE_KEY);
            String wrongKey = "tp_site_0000000000abcdefghijklmnopqrstuv";

            site.post("{\"type\":\"note.send\",\"data\":\"hush 1\"}");
            site.post("{\"type\":\"note.send\",\"data\":\"hush 2\",\"hush 3\":1}");
            site.post("{\"type\":\"note.send\",\"data\":\"hush 4\",}");
            site.post("{\"type\":\"note.send\",\"expires\":\"hush 5\"}");
            site.post("hush 6\nhush 7\n".getBytes(UTF_8), "application/x-ndjson", r -> {});
            new Site(gateway.port(), wrongKey).post("{\"type\":\"hush 8\"}");

            assertThat(lines.list)
                    .extracting(line -> line.getFormattedMessage() + line.getKeyValuePairs())
                    .noneMatch(line -> line.contains("hush"))
                    .noneMatch(line -> line.contains("tp_site"))
                    .filteredOn(line -> line.startsWith("request refused"))
                    .hasSize(4)
                    .first()
                    .asString()
                    .contains("code=\"TP-1004\"");
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(null);
        }
    }
}
