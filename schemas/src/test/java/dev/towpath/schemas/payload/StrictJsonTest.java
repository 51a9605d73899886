package dev.towpath.schemas.payload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class StrictJsonTest {
    @Test
    void readsEveryKindOfValueAndKeepsEveryDigit() {
        JsonNode json =
                good(" {\"a\":[1,-2147483649,12345678901234567890,1.50,true,false,null,\"\\u00e9é😀\"],"
                        + "\"\":{}} ");

        assertThat(json.at("/a/0").isInt()).isTrue();
        assertThat(json.at("/a/1").isLong()).isTrue();
        assertThat(json.at("/a/2").bigIntegerValue()).isEqualTo("12345678901234567890");
        assertThat(json.at("/a/3").decimalValue()).isEqualTo(new BigDecimal("1.50"));
        assertThat(json.at("/a/7").stringValue()).isEqualTo("éé😀");
        assertThat(json.get("").isObject()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{`a`:1,`b`:{`a`:1,`a`:2}} | /b/a: expected each field once, got it twice at line 1, column 21",
                "[1]x | x",
                "[1] 2 | x",
                "{`a`: | x",
                "{`a`:} | x",
                "[1,] | x",
                "[01] | x",
                "{a:1} | x",
                "[NaN] | x",
                "[`a | x",
                "[1e400] | x",
                "[1e999999999] | x",
                "[-1e-999999999] | x",
                "[`\\ud800`] | x",
                "[`\\udc00x`] | x",
                "{`\\ud800`:1} | x",
                "[tru] | x",
                "[`\\x`] | x",
                "/* */ 1 | x",
                "[1,\\n 2,\\n  }] | x",
            })
    void refusesWithPlaceLineAndColumn(String text, String line) {
        System.out.println(bad(text.replace('`', '"').replace("\\n", "\n")));
    }

    private static JsonNode good(String text) {
        Checked<JsonNode> read = StrictJson.read(text.getBytes(UTF_8));
        assertThat(read).isInstanceOf(Checked.Good.class);
        return ((Checked.Good<JsonNode>) read).value();
    }

    private static String bad(String text) {
        return bad(text.getBytes(UTF_8));
    }

    private static String bad(byte[] text) {
        Checked<JsonNode> read = StrictJson.read(text);
        assertThat(read).isInstanceOf(Checked.Bad.class);
        List<Problem> problems = ((Checked.Bad<JsonNode>) read).problems();
        assertThat(problems).hasSize(1);
        return problems.getFirst().line();
    }
}
