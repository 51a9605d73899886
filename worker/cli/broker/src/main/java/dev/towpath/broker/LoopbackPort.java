package dev.towpath.broker;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/// TCP ports on 127.0.0.1, for processes that are about to be started.
public final class LoopbackPort {
    private LoopbackPort() {}

    /// A port that nobody listened on a moment ago.
    public static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// Makes sure that nobody listens on the port.
    ///
    /// @param whose who is to listen there, as the user knows it: `Kafka`, `the gateway`
    /// @throws TowpathException PORT_TAKEN, naming the port
    public static void requireFree(int port, String whose) throws IOException {
        requireFree(port, whose, "choose another port");
    }

    /// As [#requireFree(int, String)].
    ///
    /// @param orElse what to do other than to free the port, as the end of a sentence
    public static void requireFree(int port, String whose, String orElse) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (BindException e) {
            throw new TowpathException(
                    ErrorCode.PORT_TAKEN,
                    "port "
                            + port
                            + " on 127.0.0.1, meant for "
                            + whose
                            + ", cannot be listened on ("
                            + e.getMessage()
                            + "): most likely another process has it. Nothing was started and no"
                            + " data was changed. Stop that process, or "
                            + orElse
                            + ".",
                    e);
        }
    }
}
