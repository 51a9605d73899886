package dev.towpath.schemas.payload;

import static dev.towpath.schemas.payload.Read.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

class CanonicalJsonTest {
    /// The bits and texts of RFC 8785, appendix B.
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0",
        "8000000000000000, 0",
        "0000000000000001, 5e-324",
        "8000000000000001, -5e-324",
        "7fefffffffffffff, 1.7976931348623157e+308",
        "ffefffffffffffff, -1.7976931348623157e+308",
        "4340000000000000, 9007199254740992",
        "c340000000000000, -9007199254740992",
        "4430000000000000, 295147905179352830000",
        "44b52d02c7e14af5, 9.999999999999997e+22",
        "44b52d02c7e14af6, 1e+23",
        "44b52d02c7e14af7, 1.0000000000000001e+23",
        "444b1ae4d6e2ef4e, 999999999999999700000",
        "444b1ae4d6e2ef4f, 999999999999999900000",
        "444b1ae4d6e2ef50, 1e+21",
        "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d, 0.000001",
        "41b3de4355555553, 333333333.3333332",
        "41b3de4355555554, 333333333.33333325",
        "41b3de4355555555, 333333333.3333333",
        "41b3de4355555556, 333333333.3333334",
        "41b3de4355555557, 333333333.33333343",
        "becbf647612f3696, -0.0000033333333333333333",
        "43143ff3c1cb0959, 1424953923781206.2",
    })
    void writesDoublesAsEcmaScriptDoes(String bits, String text) {
        double value = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));

        assertThat(CanonicalJson.ecmaScript(value)).isEqualTo(text);
    }

    @Test
    void everyDoubleReadsBackFromItsTextAndHasNoShorterOne() {
        long seed = System.nanoTime();
        System.out.println("everyDoubleReadsBack: seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 50_000; round++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                assertThat(Double.parseDouble(CanonicalJson.ecmaScript(value))).isEqualTo(value);
            }
        }
        for (int exponent = -323; exponent <= 307; exponent++) {
            for (int digit = 1; digit <= 9; digit++) {
                String shortest = digit + "e" + exponent;
                String written = CanonicalJson.ecmaScript(Double.parseDouble(shortest));
                assertThat(written.replaceAll("e.*|[.0]|-", ""))
                        .describedAs(shortest)
                        .isEqualTo(String.valueOf(digit));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "{\"b\":1,\"a\":[ ],\"\":{ }}; {\"\":{},\"a\":[],\"b\":1}",
                "[1.0,-0,-0.0,1e2,100,0.10,5e-7]; [1,0,0,100,100,0.1,5e-7]",
                "[9007199254740993]; [9007199254740993]",
                "[9007199254740992, 9007199254740993.0]; [9007199254740992,9007199254740993]",
                "[10000000000000000000000,1e22,1E+22]; [1e+22,1e+22,1e+22]",
                "[12345678901234567890123]; [12345678901234567890123]",
                "[9007199254740993.5]; [9007199254740994]",
                "[\"\\u0000\\u0007\\b\\t\\n\\f\\r\\u001f\\\"\\\\\\/\\u007f\"];"
                        + " [\"\\u0000\\u0007\\b\\t\\n\\f\\r\\u001f\\\"\\\\/\u007f\"]",
            })
    void writesTheOneText(String text, String canonical) {
        assertThat(CanonicalJson.text(json(text))).isEqualTo(canonical);
    }

    /// The example of RFC 8785, section 3.2.3: by UTF-16 units an emoji comes before U+FB33.
    @Test
    void sortsFieldsByUtf16Units() {
        JsonNode json =
                json(
                        "{\"\\u20ac\":1,\"\\r\":2,\"\\ufb33\":3,\"1\":4,\"\\ud83d\\ude00\":5,"
                                + "\"\\u0080\":6,\"\\u00f6\":7}");

        assertThat(CanonicalJson.text(json))
                .isEqualTo(
                        "{\"\\r\":2,\"1\":4,\"\u0080\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\ufb33\":3}");
    }

    @Test
    void equalJsonHasEqualChecksumsAndOtherJsonHasOthers() {
        long checksum = CanonicalJson.checksum(json("{\"a\":1,\"b\":[2.0]}"));

        assertThat(CanonicalJson.checksum(json(" { \"b\" : [2], \"a\":1.00 } ")))
                .isEqualTo(checksum);
        assertThat(CanonicalJson.checksum(json("{\"a\":1,\"b\":[\"2\"]}"))).isNotEqualTo(checksum);
        // The first 16 digits of: printf '{}' | sha256sum
        assertThat(CanonicalJson.checksum(json("{}"))).isEqualTo(0x44136fa355b3678aL);
    }

    @Test
    void refusesWhatIsNotJson() {
        assertThatThrownBy(() -> CanonicalJson.text(JsonNodeFactory.instance.pojoNode("x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected JSON, got POJO");
    }
}
