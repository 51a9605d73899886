package dev.towpath.push;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;

/// What an endpoint may answer, rightly or wrongly.
enum AnyAnswer {
    DONE("done") {
        @Override
        void give(Endpoint.Received request, Socket socket, OutputStream out) throws IOException {
            lines(request, out, 200, Pushing.DONE);
        }
    },
    DONE_WITH_AN_ERROR_BEHIND("done") {
        @Override
        void give(Endpoint.Received request, Socket socket, OutputStream out) throws IOException {
            lines(request, out, 500, "{\"checkpoint\":\"row 5\"}", Pushing.DONE);
        }
    },
    RETRY("retry") {
        @Override
        void give(Endpoint.Received request, Socket socket, OutputStream out) throws IOException {
            lines(request, out, 200, "{\"outcome\":\"retry\",\"reason\":\"later\"}");
        }
    },
    HOLD("hold") {
        @Override
        void give(Endpoint.Received request, Socket socket, OutputStream out) throws IOException {
            lines(request, out, 200, "{\"outcome\":\"hold\",\"reason\":\"no such type\"}");
        }
    },
    NO_OUTCOME("") {
        @Override
        void give(Endpoint.Received request, Socket socket, OutputStream out) throws IOException {
            lines(request, out, 200, "{\"progress\":0.5}");
        }
    },
    OF_ANOTHER_ATTEMPT("") {
        @Override
        void give(Endpoint.Received request, Socket socket, OutputStream out) throws IOException {
            String fence = Site.facts(request).get("fence").asString();
            Endpoint.Received before =
                    new Endpoint.Received(
                            request.path(),
                            request.headers(),
                            request.body().replace(fence, "6.0.1"));
            Endpoint.write(out, 200, "", Site.lines(before, Pushing.DONE));
        }
    },
    NOT_SIGNED("") {
        @Override
        void give(Endpoint.Received request, Socket socket, OutputStream out) throws IOException {
            Endpoint.write(out, 200, "", Pushing.DONE + "\n");
        }
    },
    LOGIN_PAGE("") {
        @Override
        void give(Endpoint.Received request, Socket socket, OutputStream out) throws IOException {
            Endpoint.write(out, 200, "content-type: text/html\r\n", "<p>Sign in</p>");
        }
    },
    ECHO("") {
        @Override
        void give(Endpoint.Received request, Socket socket, OutputStream out) throws IOException {
            Endpoint.write(out, 200, "", request.body() + "\n");
        }
    },
    NOTHING("") {
        @Override
        void give(Endpoint.Received request, Socket socket, OutputStream out) throws IOException {
            Endpoint.write(out, 204, "", "");
        }
    },
    REDIRECT("") {
        @Override
        void give(Endpoint.Received request, Socket socket, OutputStream out) throws IOException {
            Endpoint.write(out, 307, "location: /elsewhere\r\n", "");
        }
    },
    NOT_FOUND("") {
        @Override
        void give(Endpoint.Received request, Socket socket, OutputStream out) throws IOException {
            Endpoint.write(out, 404, "", "");
        }
    },
    ERROR("") {
        @Override
        void give(Endpoint.Received request, Socket socket, OutputStream out) throws IOException {
            Endpoint.write(out, 500, "", "");
        }
    },
    LEFT_ALONE("") {
        @Override
        void give(Endpoint.Received request, Socket socket, OutputStream out) throws IOException {
            Endpoint.write(out, 503, "retry-after: 60\r\n", "");
        }
    },
    BROKEN_OFF("") {
        @Override
        void give(Endpoint.Received request, Socket socket, OutputStream out) throws IOException {
            socket.close();
        }
    };

    /// The outcome that it signs for the request; empty for none.
    final String said;

    AnyAnswer(String said) {
        this.said = said;
    }

    abstract void give(Endpoint.Received request, Socket socket, OutputStream out)
            throws IOException;

    private static void lines(
            Endpoint.Received request, OutputStream out, int status, String... lines)
            throws IOException {
        Endpoint.write(out, status, "", Site.lines(request, lines));
    }
}
