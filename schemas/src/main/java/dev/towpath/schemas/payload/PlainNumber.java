package dev.towpath.schemas.payload;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.apache.avro.LogicalTypes;
import tools.jackson.databind.JsonNode;

/// Numbers as plain JSON holds them, and as Avro does.
final class PlainNumber {
    /// The largest integer up to which every integer is a double, and so safe in JavaScript.
    static final long MAX_SAFE = (1L << 53) - 1;

    private static final int LONGEST_DECIMAL = 1_100;
    private static final Pattern DIGITS = Pattern.compile("-?[1-9][0-9]{15,18}");
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?");

    private PlainNumber() {}

    /// The value of a JSON number without fraction, such as 5, 5.0 or 5e3; empty when it has one,
    /// or is outside of a long.
    static OptionalLong integer(JsonNode json) {
        if (!json.isNumber()) {
            return OptionalLong.empty();
        }
        if (json.isInt() || json.isLong()) {
            return OptionalLong.of(json.longValue());
        }
        return exact(json.decimalValue());
    }

    /// The value of a string of digits that is beyond what JavaScript holds exactly.
    static OptionalLong unsafeInteger(JsonNode json) {
        if (!json.isString() || !DIGITS.matcher(json.stringValue()).matches()) {
            return OptionalLong.empty();
        }
        OptionalLong value = exact(new BigDecimal(json.stringValue()));
        return value.isPresent() && !safe(value.getAsLong()) ? value : OptionalLong.empty();
    }

    /// Whether JavaScript holds the integer exactly.
    static boolean safe(long value) {
        return value >= -MAX_SAFE && value <= MAX_SAFE;
    }

    /// The value of a decimal, at the type's scale; empty when it has more digits than the type.
    static Optional<BigDecimal> decimal(LogicalTypes.Decimal type, JsonNode json) {
        BigDecimal value;
        if (json.isNumber()) {
            value = json.decimalValue();
        } else if (json.isString()
                && json.stringValue().length() <= LONGEST_DECIMAL
                && DECIMAL.matcher(json.stringValue()).matches()) {
            value = new BigDecimal(json.stringValue());
        } else {
            return Optional.empty();
        }
        BigDecimal stripped = value.stripTrailingZeros();
        long wholeDigits = (long) stripped.precision() - stripped.scale();
        if (stripped.scale() > type.getScale()
                || (stripped.signum() != 0
                        && wholeDigits > (long) type.getPrecision() - type.getScale())) {
            return Optional.empty();
        }
        return Optional.of(stripped.setScale(type.getScale()));
    }

    private static OptionalLong exact(BigDecimal value) {
        if ((long) value.precision() - value.scale() > 19
                || value.stripTrailingZeros().scale() > 0) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(value.longValueExact());
        } catch (ArithmeticException e) {
            return OptionalLong.empty();
        }
    }
}
