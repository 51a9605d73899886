package dev.towpath.cli.roles;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/// The option with which `towpath dev` starts its children: they end when it does, however it does,
/// because their standard input then ends.
final class ParentOption {
    private static final Logger log = LoggerFactory.getLogger(ParentOption.class);

    @Option(names = "--end-with-stdin", hidden = true)
    private boolean given;

    /// Begins to watch, if the option was given.
    void watch() {
        if (given) {
            Thread.ofPlatform().daemon().name("parent-watch").start(ParentOption::awaitEnd);
        }
    }

    private static void awaitEnd() {
        try {
            while (System.in.read() >= 0) {
                // The parent says nothing; only the end counts.
            }
        } catch (IOException e) {
            log.warn("standard input failed; stopping as if the parent were gone", e);
        }
        // The broker ends too, so nothing could be finished properly; nothing is lost by ending at
        // once.
        log.warn("the parent is gone without stopping this process; ending at once");
        Runtime.getRuntime().halt(1);
    }
}
