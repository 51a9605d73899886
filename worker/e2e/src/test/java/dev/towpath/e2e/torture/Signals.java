package dev.towpath.e2e.torture;

import java.io.IOException;

/// What the system's `kill` sends.
final class Signals {
    private Signals() {}

    /// @param signal `STOP` or `CONT`
    static void send(long pid, String signal) throws IOException, InterruptedException {
        if (new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor() != 0) {
            throw new IllegalStateException("process " + pid + " cannot be sent " + signal);
        }
    }
}
