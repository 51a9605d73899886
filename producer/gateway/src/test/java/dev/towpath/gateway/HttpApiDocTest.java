package dev.towpath.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.towpath.schemas.config.TypeConfig;
import dev.towpath.schemas.payload.PayloadFormat;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Runs the curl examples of docs/http-api.md, read as curl reads them, and holds each answer
/// against the one that the page shows.
class HttpApiDocTest {
    private static final Pattern EXAMPLE =
            Pattern.compile("```sh\n(curl.*?)```\n+```json (\\d+)\n(.*?)```", Pattern.DOTALL);
    private static final Pattern WORD =
            Pattern.compile("'([^']*)'|\"([^\"]*)\"|([^\\s'\"\\\\]+)|\\\\\n");

    @Test
    void everyExampleIsAnsweredAsThePageShows() throws IOException {
        Installation installation =
                Installation.onSharedBroker()
                        .type("article.publish", TypeConfig.defaults(), PayloadFormat.JSON);
        String root = Objects.requireNonNull(System.getProperty("towpath.root"));
        String page = Files.readString(Path.of(root, "docs/http-api.md"));
        int count = 0;
        String location = "";
        try (Gateway gateway = installation.start()) {
            Site site = new Site(gateway.port(), "");
            site.awaitReady();
            Matcher example = EXAMPLE.matcher(page);
            while (example.find()) {
                Site.Answer answer = run(site, example.group(1), location);

                assertThat(answer.status())
                        .as(example.group(1) + "\n" + answer.text())
                        .isEqualTo(Integer.parseInt(example.group(2)));
                List<JsonNode> expected = Likeness.values(example.group(3));
                List<JsonNode> got = Likeness.values(answer.text());
                assertThat(got).as(example.group(1)).hasSameSizeAs(expected);
                for (int i = 0; i < expected.size(); i++) {
                    assertThat(Likeness.like(expected.get(i), got.get(i)))
                            .as("%s\nexpected %s\ngot %s", example.group(1), expected, got)
                            .isTrue();
                }
                if (!answer.header("location").isEmpty()) {
                    location = answer.header("location");
                }
                count++;
            }
        }
        assertThat(count).isEqualTo(page.split("```sh\ncurl", -1).length - 1).isGreaterThan(6);
    }

    /// Sends what a curl command would send.
    private static Site.Answer run(Site site, String command, String location) {
        String body = "";
        String text = command;
        int lines = command.indexOf("<<'LINES'\n");
        if (lines > 0) {
            body = command.substring(lines + 10, command.indexOf("LINES\n", lines + 10));
            text = command.substring(0, lines);
        }
        Map<String, String> variables =
                Map.of(
                        "$TOWPATH_KEY",
                        Installation.SITE_KEY,
                        "$TOWPATH$LOCATION",
                        location,
                        "$TOWPATH",
                        "");
        List<String> words = words(text, variables);
        assertThat(words.getFirst()).isEqualTo("curl");
        List<String> headers = new ArrayList<>();
        String path = "";
        String method = "GET";
        for (int i = 1; i < words.size(); i++) {
            switch (words.get(i)) {
                case "-i" -> {}
                case "-T" -> i++;
                case "-X" -> method = words.get(++i);
                case "-H" -> headers.add(words.get(++i));
                case "-d" -> {
                    body = words.get(++i);
                    method = "POST";
                }
                default -> path = words.get(i);
            }
        }
        HttpRequest.Builder request = site.request(path);
        for (String header : headers) {
            int colon = header.indexOf(": ");
            request.header(header.substring(0, colon), header.substring(colon + 2));
        }
        request.method(
                method,
                body.isEmpty()
                        ? BodyPublishers.noBody()
                        : BodyPublishers.ofByteArray(body.getBytes(UTF_8)));
        return site.send(request);
    }

    private static List<String> words(String command, Map<String, String> variables) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(command);
        while (word.find()) {
            if (word.group(1) != null) {
                words.add(word.group(1));
            } else if (word.group(2) != null) {
                words.add(replaced(word.group(2), variables));
            } else if (word.group(3) != null) {
                words.add(replaced(word.group(3), variables));
            }
        }
        return words;
    }

    private static String replaced(String text, Map<String, String> variables) {
        String result = text;
        for (String name : List.of("$TOWPATH_KEY", "$TOWPATH$LOCATION", "$TOWPATH")) {
            result = result.replace(name, Objects.requireNonNull(variables.get(name)));
        }
        return result;
    }
}
