package dev.towpath.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A program of this module in a JVM of its own, which answers a line with a line.
public final class Child implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final BufferedWriter in;

    /// @param options of the JVM
    public Child(Class<?> program, List<String> options, String... args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-XX:+UseCompactObjectHeaders");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(args));
        try {
            process = new ProcessBuilder(command).redirectError(errors()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out = process.inputReader(UTF_8);
        in = process.outputWriter(UTF_8);
    }

    /// Into the file of `towpath.bench.log`, where that is said.
    private static ProcessBuilder.Redirect errors() {
        String file = System.getProperty("towpath.bench.log", "");
        return file.isEmpty()
                ? ProcessBuilder.Redirect.INHERIT
                : ProcessBuilder.Redirect.appendTo(new File(file));
    }

    /// The next line that it prints.
    public String read() {
        try {
            String line = out.readLine();
            if (line == null) {
                throw new IllegalStateException("the program has ended: " + process.info());
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What it answers to an empty line.
    public String ask() {
        try {
            in.newLine();
            in.flush();
            return read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Does something when it has ended, on a thread of its own.
    @SuppressWarnings("FutureReturnValueIgnored") // nothing waits for it
    public void onEnd(Runnable action) {
        process.onExit().thenRun(action);
    }

    /// Waits until it has ended by itself.
    public void await() {
        process.onExit().join();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
