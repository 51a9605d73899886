package dev.towpath.schemas.config;

import dev.towpath.schemas.payload.Spelling;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// What a key takes: how its value is read from text, what is allowed, how it is shown.
sealed interface Kind
        permits Kind.Section,
                Kind.Text,
                Kind.Hidden,
                Kind.Whole,
                Span,
                Size,
                Kind.Word,
                Kind.Flag,
                Kind.Many,
                KafkaValue {
    /// One word for the table of the documentation.
    String word();

    /// What is allowed, short, for the table of the documentation; empty when there is no more to
    /// say than the word.
    String range();

    /// What is allowed, as the end of a sentence that begins with "expected".
    String expected();

    /// The value that a text stands for; empty when it stands for none, or for one out of range.
    Optional<Object> read(String text);

    /// Whether a value is of this kind and within its range.
    boolean allows(Object value);

    /// What somebody may have meant by a text that is not allowed; empty when there is no guess.
    default String hint(String text) {
        return "";
    }

    /// The value as it would be written in the file. Never shows a secret.
    default String show(Object value) {
        return value.toString();
    }

    /// Whether the value must never be printed.
    default boolean secret() {
        return false;
    }

    /// Whether a scalar of this look in the file, without `${NAME}` in it, can be the value.
    default boolean takes(Node.Look look) {
        return look == Node.Look.TEXT;
    }

    /// A section: no value of its own, but keys below it.
    record Section(boolean list) implements Kind {
        @Override
        public String word() {
            return list ? "list" : "section";
        }

        @Override
        public String range() {
            return "";
        }

        @Override
        public String expected() {
            return list ? "a list of entries with keys of their own" : "keys below it";
        }

        @Override
        public Optional<Object> read(String text) {
            return Optional.empty();
        }

        @Override
        public boolean allows(Object value) {
            return false;
        }
    }

    /// A text of some form.
    record Text(String expected, String range, Pattern form) implements Kind {
        /// Keeps the form's matching shallow.
        private static final int MOST_CHARS = 4_000;

        static Text of(String expected, String range, String form) {
            return new Text(expected, range, Pattern.compile(form));
        }

        @Override
        public String word() {
            return "text";
        }

        @Override
        public Optional<Object> read(String text) {
            return allows(text) ? Optional.of(text) : Optional.empty();
        }

        @Override
        public boolean allows(Object value) {
            return value instanceof String text
                    && text.length() <= MOST_CHARS
                    && form.matcher(text).matches();
        }
    }

    /// A text that is never printed.
    ///
    /// @param form what it is to look like in the JSON Schema; empty when that says nothing of it
    /// @param good what it is to be
    record Hidden(String expected, String range, String form, Predicate<String> good)
            implements Kind {
        /// At least so many bytes as UTF-8.
        static Hidden ofBytes(int least) {
            return new Hidden(
                    "a text of at least " + least + " bytes",
                    "at least " + least + " bytes",
                    "",
                    text -> text.getBytes(StandardCharsets.UTF_8).length >= least);
        }

        @Override
        public String word() {
            return "secret";
        }

        @Override
        public Optional<Object> read(String text) {
            return allows(text) ? Optional.of(text) : Optional.empty();
        }

        @Override
        public boolean allows(Object value) {
            return value instanceof String text && good.test(text);
        }

        @Override
        public String show(Object value) {
            return Secret.HIDDEN;
        }

        @Override
        public boolean secret() {
            return true;
        }
    }

    /// A whole number.
    ///
    /// @param unit what is counted, in the plural; may be empty
    record Whole(long least, long most, String unit) implements Kind {
        private static final Pattern DIGITS = Pattern.compile("-?[0-9]{1,18}");

        @Override
        public String word() {
            return "number";
        }

        @Override
        public String range() {
            return (least == most ? least : least + " to " + most)
                    + (unit.isEmpty() ? "" : " " + unit);
        }

        @Override
        public String expected() {
            if (least == most) {
                return least + ", the only value in this version";
            }
            return "a whole number from " + range();
        }

        @Override
        public Optional<Object> read(String text) {
            if (!DIGITS.matcher(text).matches()) {
                return Optional.empty();
            }
            return Optional.<Object>of(Long.valueOf(text)).filter(this::allows);
        }

        @Override
        public boolean allows(Object value) {
            return value instanceof Long number && number >= least && number <= most;
        }

        @Override
        public boolean takes(Node.Look look) {
            return look == Node.Look.NUMBER;
        }
    }

    /// One of some words: the constants of an enum, in small letters.
    record Word(List<Enum<?>> constants) implements Kind {
        static Word of(Enum<?>... constants) {
            return new Word(List.of(constants));
        }

        static String word(Object constant) {
            return constant.toString().toLowerCase(Locale.ROOT);
        }

        List<String> words() {
            return constants.stream().map(Word::word).toList();
        }

        @Override
        public String word() {
            return "word";
        }

        @Override
        public String range() {
            return String.join(", ", words());
        }

        @Override
        public String expected() {
            return "one of " + String.join(", ", words());
        }

        @Override
        public Optional<Object> read(String text) {
            return constants.stream()
                    .filter(constant -> word(constant).equals(text))
                    .<Object>map(constant -> constant)
                    .findFirst();
        }

        @Override
        public boolean allows(Object value) {
            return value instanceof Enum<?> constant && constants.contains(constant);
        }

        @Override
        public String hint(String text) {
            return Spelling.didYouMean(text, words());
        }

        @Override
        public String show(Object value) {
            return word(value);
        }
    }

    /// `true` or `false`.
    record Flag() implements Kind {
        @Override
        public String word() {
            return "flag";
        }

        @Override
        public String range() {
            return "true, false";
        }

        @Override
        public String expected() {
            return "true or false";
        }

        @Override
        public Optional<Object> read(String text) {
            return switch (text) {
                case "true" -> Optional.of(true);
                case "false" -> Optional.of(false);
                default -> Optional.empty();
            };
        }

        @Override
        public boolean allows(Object value) {
            return value instanceof Boolean;
        }

        @Override
        public boolean takes(Node.Look look) {
            return look == Node.Look.FLAG;
        }

        @Override
        public String hint(String text) {
            return Spelling.didYouMean(text, List.of("true", "false"));
        }
    }

    /// A list of values, each of the same kind. As one text, such as in the environment, they stand
    /// with commas between.
    record Many(Kind each) implements Kind {
        @Override
        public String word() {
            return "list";
        }

        @Override
        public String range() {
            return each.range();
        }

        @Override
        public String expected() {
            return "a list, each of it " + each.expected();
        }

        @Override
        public Optional<Object> read(String text) {
            if (text.isBlank()) {
                return Optional.of(List.of());
            }
            List<Optional<Object>> values =
                    Arrays.stream(text.split(",", -1))
                            .map(part -> each.read(part.strip()))
                            .toList();
            if (values.stream().anyMatch(Optional::isEmpty)) {
                return Optional.empty();
            }
            return Optional.of(values.stream().map(Optional::orElseThrow).toList());
        }

        @Override
        public boolean allows(Object value) {
            return value instanceof List<?> values && values.stream().allMatch(each::allows);
        }

        @Override
        public String hint(String text) {
            return Arrays.stream(text.split(",", -1))
                    .map(String::strip)
                    .filter(part -> each.read(part).isEmpty())
                    .findFirst()
                    .map(each::hint)
                    .orElse("");
        }

        @Override
        public String show(Object value) {
            return ((List<?>) value).stream().map(each::show).toList().toString();
        }
    }
}
