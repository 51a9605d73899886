package dev.towpath.push;

import dev.towpath.schemas.ledger.State;
import dev.towpath.testkit.manual.ManualJob;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the push promises of a job, judged by what becomes of it in the real engine.
enum Promise {
    /// What may have run counts: a job whose endpoint breaks off each time dies of it.
    COUNTED {
        @Override
        boolean holds(Optional<Slip> slip) throws IOException {
            ManualJob job =
                    EngineRun.of(slip, (request, socket, out) -> socket.close(), LONG).job();
            return job.state() == State.DEAD && job.code().equals("TP-3010");
        }
    },
    /// Only what is signed for the attempt ends a job.
    SIGNED {
        @Override
        boolean holds(Optional<Slip> slip) throws IOException {
            List<Endpoint.Script> strangers =
                    List.of(
                            Endpoint.says(200, "content-type: text/html\r\n", "<p>Sign in</p>"),
                            Endpoint.says(204, "", ""),
                            (request, socket, out) ->
                                    Endpoint.write(out, 200, "", request.body() + "\n"),
                            (request, socket, out) ->
                                    Endpoint.write(out, 200, "", Pushing.DONE + "\n"));
            for (Endpoint.Script stranger : strangers) {
                if (EngineRun.of(slip, stranger, SHORT).job().state().isEnd()) {
                    return false;
                }
            }
            Endpoint.Script ours = Pushing.signs(200, "", Pushing.DONE);
            return EngineRun.of(slip, ours, SHORT).job().state() == State.DONE;
        }
    },
    /// Where nothing was sent no attempt is burned.
    UNBURNED {
        @Override
        boolean holds(Optional<Slip> slip) throws IOException {
            int free;
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                free = socket.getLocalPort();
            }
            EngineRun run = EngineRun.at("http://127.0.0.1:" + free + "/", slip, SHORT);
            return run.attempts() > 1 && !run.job().state().isEnd() && run.job().attempts() == 0;
        }
    },
    /// Each attempt is signed with its own time.
    FRESH {
        @Override
        boolean holds(Optional<Slip> slip) throws IOException {
            Set<String> timestamps = new HashSet<>();
            EngineRun run =
                    EngineRun.of(
                            slip,
                            (request, socket, out) -> {
                                timestamps.add(request.header("webhook-timestamp"));
                                Endpoint.write(out, 404, "", "");
                            },
                            SHORT);
            return run.attempts() > 1 && timestamps.size() == run.attempts();
        }
    };

    private static final Duration SHORT = Duration.ofSeconds(5);
    private static final Duration LONG = Duration.ofHours(1);

    /// @param slip the bug that is planted, empty for none
    abstract boolean holds(Optional<Slip> slip) throws IOException;
}
