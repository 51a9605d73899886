package dev.towpath.schemas.payload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class StrictJsonTest {
    @Test
    void readsEveryKindOfValueAndKeepsEveryDigit() {
        JsonNode json =
                good(
                        " {\"a\":[1,-2147483649,12345678901234567890,1.50,true,null,\"\\u00e9é😀\"],"
                                + "\"\":{},\"z\":0e999999999} ");

        assertThat(json.at("/a/0").isInt()).isTrue();
        assertThat(json.at("/a/1").isLong()).isTrue();
        assertThat(json.at("/a/2").bigIntegerValue())
                .isEqualTo(new BigInteger("12345678901234567890"));
        assertThat(json.at("/a/3").decimalValue()).isEqualTo(new BigDecimal("1.50"));
        assertThat(json.at("/a/6").stringValue()).isEqualTo("éé😀");
        assertThat(json.get("").isObject()).isTrue();
        assertThat(json.get("z").decimalValue()).isEqualTo(BigDecimal.ZERO);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                arguments("", "expected JSON, got nothing"),
                arguments(
                        "{\"b\":{\"a\":1,\"a\":2}}",
                        "/b/a: expected each field once, got it twice at line 1, column 13"),
                arguments("[1]x", "expected JSON, got 'x' at line 1, column 4"),
                arguments(
                        "[1] 2", "expected nothing behind the value, got more at line 1, column 5"),
                arguments(
                        "{\"a\":",
                        "/a: expected JSON, got the end of the text at line 1, column 6"),
                arguments("{\"a\":}", "/a: expected JSON, got '}' at line 1, column 6"),
                arguments("[1,\n 2,\n  }", "/2: expected JSON, got '}' at line 3, column 3"),
                arguments("[1,]", "/1: expected JSON, got ']' at line 1, column 4"),
                arguments("[01]", "/0: expected JSON, got '1' at line 1, column 3"),
                arguments("{a:1}", "expected JSON, got 'a' at line 1, column 2"),
                arguments("[tru]", "/0: expected JSON, got 't' at line 1, column 2"),
                arguments("['a']", "/0: expected JSON, got ''' at line 1, column 2"),
                arguments("// 1", "expected JSON, got '/' at line 1, column 1"),
                arguments("[\"\\x\"]", "/0: expected JSON, got 'x' at line 1, column 4"),
                arguments("[\"a\nb\"]", "/0: expected JSON, got '\\u000a' at line 1, column 4"),
                arguments("[\"a", "/0: expected JSON, got the end of the text at line 1, column 4"),
                arguments(
                        "[1e400]",
                        "/0: expected a number that a double can hold, got 1e400"
                                + " at line 1, column 2"),
                arguments(
                        "[-1e-999999999]",
                        "/0: expected a number that a double can hold, got -1e-999999999"
                                + " at line 1, column 2"),
                arguments(
                        "[1e10000009007]",
                        "/0: expected a number that a double can hold, got 1e10000009007"
                                + " at line 1, column 2"),
                arguments(
                        "[\"\\ud800\"]",
                        "/0: expected Unicode text, got half of a surrogate pair, \\ud800,"
                                + " at line 1, column 2"),
                arguments(
                        "[" + "7".repeat(97) + "e7]",
                        "/0: expected a number of at most 100 characters once it is written out,"
                                + " got "
                                + "7".repeat(40)
                                + "… at line 1, column 2"),
                arguments(
                        "[" + "1".repeat(101) + "]",
                        "/0: expected JSON within its bounds, got Number value length (101) exceeds"
                                + " the maximum allowed (100) at line 1, column 103"),
                arguments(
                        "[".repeat(65) + "]".repeat(65),
                        "/0".repeat(64)
                                + ": expected JSON within its bounds, got Document nesting depth"
                                + " (65) exceeds the maximum allowed (64) at line 1, column 66"),
                arguments(
                        "\uFEFF1",
                        "expected JSON, got a byte order mark at line 1, column 1; save the text"
                                + " as UTF-8 without byte order mark"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesWithPlaceLineAndColumn(String text, String line) {
        assertThat(bad(text.getBytes(UTF_8))).isEqualTo(line);
    }

    @Test
    void refusesWhatIsNotUtf8ButTakesTheReplacementCharacterItself() {
        assertThat(bad(new byte[] {'[', '\n', '"', (byte) 0xc0, (byte) 0x80, '"', ']'}))
                .isEqualTo(
                        "expected JSON in UTF-8, got the byte 0xc0 at line 2, column 2,"
                                + " which is not UTF-8 there");
        assertThat(bad(new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'}))
                .startsWith("expected JSON in UTF-8, got the byte 0xed at line 1, column 2");
        assertThat(bad("[1]".getBytes(java.nio.charset.StandardCharsets.UTF_16)))
                .startsWith("expected JSON in UTF-8, got the byte 0xfe at line 1, column 1");
        assertThat(good("\"\uFFFD\"").stringValue()).isEqualTo("\uFFFD");
    }

    @Test
    void refusesATextAboveTheCallersBoundBeforeReadingIt() {
        Checked<JsonNode> read = StrictJson.read(new byte[11], 10);

        assertThat(read)
                .isEqualTo(Checked.bad(new Problem("", "at most 10 bytes of JSON", "11 bytes")));
    }

    @Test
    void readsTheDeepestAllowedNesting() {
        assertThat(good("[".repeat(64) + "]".repeat(64)).isArray()).isTrue();
    }

    @Test
    void neverFailsOtherwiseThanWithOneProblem() {
        long seed = System.nanoTime();
        System.out.println("neverFailsOtherwiseThanWithOneProblem: seed " + seed);
        Random random = new Random(seed);
        byte[] good =
                "{\"a\":[1,2.5e3,\"x\\n\\u00e9é\",null,true,{\"b\":-0}],\"c\":{}}".getBytes(UTF_8);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = good.clone();
            for (int edits = random.nextInt(4); edits >= 0; edits--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            switch (StrictJson.read(bytes)) {
                case Checked.Good<JsonNode>(JsonNode json) ->
                        assertThat(CanonicalJson.text(json)).isNotEmpty();
                case Checked.Bad<JsonNode>(List<Problem> problems, int more) -> {
                    assertThat(problems).hasSize(1);
                    assertThat(more).isZero();
                }
            }
        }
    }

    private static JsonNode good(String text) {
        Checked<JsonNode> read = StrictJson.read(text.getBytes(UTF_8));
        assertThat(read).isInstanceOf(Checked.Good.class);
        return ((Checked.Good<JsonNode>) read).value();
    }

    private static String bad(byte[] text) {
        Checked<JsonNode> read = StrictJson.read(text);
        assertThat(read).isInstanceOf(Checked.Bad.class);
        List<Problem> problems = ((Checked.Bad<JsonNode>) read).problems();
        assertThat(problems).hasSize(1);
        return problems.getFirst().line();
    }
}
