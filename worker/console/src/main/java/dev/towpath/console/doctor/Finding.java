package dev.towpath.console.doctor;

import java.util.Locale;

/// Something that is not as it must be.
///
/// @param subject which topic, partition, group, queue, type or machine
/// @param expected what should be there
/// @param got what is there, and what comes of it
/// @param mend the command, or the step, that mends it
public record Finding(Severity severity, String subject, String expected, String got, String mend) {
    /// How bad it is, the worst first.
    public enum Severity {
        /// Jobs, or what is known of them, are lost: now, or when time goes on as it does.
        LOSES,
        /// Jobs wait that could run.
        STALLS,
        /// Nothing is wrong yet.
        WARNS,
        /// It could not be looked at.
        UNKNOWN;

        /// In small letters.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding loses(String subject, String expected, String got, String mend) {
        return new Finding(Severity.LOSES, subject, expected, got, mend);
    }

    static Finding stalls(String subject, String expected, String got, String mend) {
        return new Finding(Severity.STALLS, subject, expected, got, mend);
    }

    static Finding warns(String subject, String expected, String got, String mend) {
        return new Finding(Severity.WARNS, subject, expected, got, mend);
    }

    static Finding unknown(String subject, String expected, String got, String mend) {
        return new Finding(Severity.UNKNOWN, subject, expected, got, mend);
    }
}
