package dev.towpath.schemas.payload;

import java.util.Map;
import java.util.Optional;

/// Which payload format each job type has.
///
/// @param formats by type
/// @param others the format of types that are not named; empty when such are refused
public record PayloadSchemas(Map<String, PayloadFormat> formats, Optional<PayloadFormat> others) {
    public PayloadSchemas {
        formats = Map.copyOf(formats);
    }

    /// The format of a type; empty when there is no such type.
    public Optional<PayloadFormat> of(String type) {
        PayloadFormat named = formats.get(type);
        return named == null ? others : Optional.of(named);
    }
}
