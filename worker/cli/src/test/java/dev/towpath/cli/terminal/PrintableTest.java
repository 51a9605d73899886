package dev.towpath.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PrintableTest {
    @Test
    void whatCouldMoveATerminalIsShownByItsCode() {
        assertThat(Printable.line("a\u001b[31mb\u0007\u009b2J\u007f"))
                .isEqualTo("a\\u001b[31mb\\u0007\\u009b2J\\u007f");
        assertThat(Printable.line("\u202egpj.\u200bexe\u2028"))
                .isEqualTo("\\u202egpj.\\u200bexe\\u2028");
        assertThat(Printable.line("\ud83d half")).isEqualTo("\\ud83d half");
        assertThat(Printable.line(Character.toString(0xE0041))).isEqualTo("\\u{e0041}");
    }

    @Test
    void plainTextOfAnyLanguageStays() {
        String text = "Grüße, 世界, مرحبا, 😀 – “x”";
        assertThat(Printable.line(text)).isEqualTo(text);
        assertThat(Printable.text(text)).isEqualTo(text);
    }

    @Test
    void endsOfLineStayOnlyInText() {
        assertThat(Printable.text("a\n\tb\r")).isEqualTo("a\n\tb\\u000d");
        assertThat(Printable.line("a\n\tb")).isEqualTo("a\\u000a\\u0009b");
    }

    @Test
    void whatIsTooLongEndsWithAnEllipsis() {
        assertThat(Printable.clip("abcdef", 4)).isEqualTo("abc…");
        assertThat(Printable.clip("abcd", 4)).isEqualTo("abcd");
    }

    @Test
    void jsonForProgramsIsPlainAscii() {
        assertThat(Json.line(Json.object().put("k", "é\u009b\u007f\u202e")))
                .isEqualTo("{\"k\":\"\\u00E9\\u009B\\u007f\\u202E\"}");
    }
}
