package dev.towpath.cli.dev;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;

/// The folder `.towpath`: all that `towpath dev` keeps. Deleting it, while nothing runs, is safe
/// and begins anew.
final class DevFolder {
    private static final FileAttribute<Set<PosixFilePermission>> FOR_OWNER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final String ALPHABET =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int RANDOM_LENGTH = 40;
    private static final int SIGNING_BYTES = 32;
    private static final long LARGEST_LOG = 20L << 20;

    private final Path root;

    /// @param project the folder that `towpath dev` runs in
    DevFolder(Path project) {
        root = project.resolve(".towpath");
    }

    /// Makes what is not there, and keeps it out of the project's version control.
    void make() throws IOException {
        Files.createDirectories(root.resolve("logs"));
        Path ignore = root.resolve(".gitignore");
        if (!Files.exists(ignore)) {
            Files.writeString(ignore, "*\n");
        }
    }

    Path root() {
        return root;
    }

    Path config() {
        return root.resolve("towpath.yaml");
    }

    Path schemas() {
        return root.resolve("schemas");
    }

    Path brokerData() {
        return root.resolve("broker");
    }

    Path demoFile() {
        return root.resolve("demo.sqlite");
    }

    /// What the example site keeps.
    Path siteData() {
        return root.resolve("site");
    }

    Path lock() {
        return root.resolve("dev.lock");
    }

    Path keyFile() {
        return root.resolve("key");
    }

    /// The log file of a role. One that has grown large makes way at the next start.
    Path log(String role) throws IOException {
        Path log = root.resolve("logs").resolve(role + ".log");
        if (Files.exists(log) && Files.size(log) > LARGEST_LOG) {
            Files.move(
                    log, log.resolveSibling(role + ".log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        return log;
    }

    /// The installation's secret; made at the first start.
    String secret() throws IOException {
        return orNew(root.resolve("secret"), "");
    }

    /// The API key of the client `dev`; made at the first start.
    String key() throws IOException {
        return orNew(keyFile(), "tp_dev_");
    }

    /// What pushes to the user's site are signed with; made at the first start.
    String signingSecret() throws IOException {
        Path file = root.resolve("signing-secret");
        if (!Files.exists(file)) {
            byte[] random = new byte[SIGNING_BYTES];
            new SecureRandom().nextBytes(random);
            writePrivate(file, "whsec_" + Base64.getEncoder().encodeToString(random) + "\n");
        }
        return Files.readString(file).strip();
    }

    /// What the user's site has to know of this installation, in the form of a `.env` file.
    Path siteEnvironment() {
        return root.resolve("site.env");
    }

    /// The SHA-256 of a text, as configuration files have it.
    static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// Writes a file that only its owner may read, in one step.
    static void writePrivate(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (SeekableByteChannel channel =
                Files.newByteChannel(
                        fresh,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        FOR_OWNER)) {
            channel.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
        }
        Files.move(
                fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String orNew(Path file, String prefix) throws IOException {
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        Random random = new SecureRandom();
        StringBuilder text = new StringBuilder(prefix);
        for (int i = 0; i < RANDOM_LENGTH; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        writePrivate(file, text + "\n");
        return text.toString();
    }
}
