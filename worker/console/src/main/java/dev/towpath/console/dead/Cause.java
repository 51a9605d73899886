package dev.towpath.console.dead;

import dev.towpath.schemas.wire.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/// Why letters died, without what differs from one to the next: the class of the error (the code
/// where there is none), its message with ids, numbers and quoted texts taken out, and the topmost
/// frame of the trace that is the user's own, without its line.
///
/// @param fingerprint 12 hexadecimal digits, the same for the same cause, also in another
///     deployment
public record Cause(String fingerprint, String code, String error, String message, String frame) {
    private static final int FINGERPRINT_BYTES = 6;
    private static final int LONGEST_MESSAGE = 300;

    private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"|'[^']*'|`[^`]*`|“[^”]*”");
    private static final Pattern JOB_ID = Pattern.compile("[a-z0-9.-]+_\\d+_[0-9a-z]{26}");
    private static final Pattern UUID =
            Pattern.compile("\\b\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}\\b");

    /// Eight or more hexadecimal digits, a digit among them, or marked by 0x.
    private static final Pattern HEX =
            Pattern.compile("\\b(0x\\p{XDigit}+|(?=\\p{Alpha}*\\d)\\p{XDigit}{8,})\\b");

    /// A word of letters and digits of that length, as most ids are.
    private static final Pattern ID =
            Pattern.compile("\\b(?=[\\w-]*\\d)(?=[\\w-]*\\p{Alpha})[\\w-]{16,}\\b");

    private static final Pattern NUMBER = Pattern.compile("\\d+([.,:]\\d+)*");
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern LAMBDA = Pattern.compile("lambda\\$(\\w+)\\$\\w+");

    /// What is under everybody's code.
    private static final List<String> NOT_OWN =
            List.of(
                    "java.",
                    "javax.",
                    "jdk.",
                    "sun.",
                    "com.sun.",
                    "dev.towpath.worker.",
                    "dev.towpath.schemas.",
                    "dev.towpath.producer.",
                    "org.apache.",
                    "org.springframework.",
                    "org.hibernate.",
                    "org.postgresql.",
                    "org.sqlite.",
                    "tools.jackson.",
                    "com.fasterxml.",
                    "com.zaxxer.",
                    "io.netty.",
                    "kotlin.",
                    "scala.");

    /// The cause of a letter.
    public static Cause of(DeadLetter why) {
        String message = normalised(why.reason());
        String frame = frame(why.trace());
        String kind = why.error().isEmpty() ? why.code() : why.error();
        String all = kind + "\n" + message + "\n" + frame;
        return new Cause(hash(all), why.code(), why.error(), message, frame);
    }

    /// The class without its package, or the code.
    public String name() {
        return error.isEmpty() ? code : error.substring(error.lastIndexOf('.') + 1);
    }

    static String normalised(String reason) {
        String text = QUOTED.matcher(reason).replaceAll("'…'");
        text = JOB_ID.matcher(text).replaceAll("<id>");
        text = UUID.matcher(text).replaceAll("<id>");
        text = HEX.matcher(text).replaceAll("<hex>");
        text = ID.matcher(text).replaceAll("<id>");
        text = NUMBER.matcher(text).replaceAll("<n>");
        text = SPACE.matcher(text).replaceAll(" ").strip();
        return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE);
    }

    static String frame(String trace) {
        String first = "";
        for (String line : trace.split("\n", -1)) {
            String frame = line.strip();
            if (!frame.startsWith("at ") || frame.indexOf('(') < 0) {
                continue;
            }
            frame = frame.substring(3, frame.indexOf('('));
            frame = frame.substring(frame.lastIndexOf('/') + 1);
            frame = LAMBDA.matcher(frame).replaceAll("$1");
            if (NOT_OWN.stream().noneMatch(frame::startsWith)) {
                return frame;
            }
            first = first.isEmpty() ? frame : first;
        }
        return first;
    }

    private static String hash(String text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, FINGERPRINT_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
