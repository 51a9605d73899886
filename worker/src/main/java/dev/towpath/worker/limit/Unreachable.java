package dev.towpath.worker.limit;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.sql.SQLException;
import javax.net.ssl.SSLHandshakeException;

/// Errors that say that nobody was there: nothing can have happened on the other side.
public final class Unreachable {
    private static final int MOST_CAUSES = 20;

    /// The class of SQLSTATE for connection exceptions (ISO/IEC 9075).
    private static final String CONNECTION_EXCEPTION = "08";

    private Unreachable() {}

    /// Whether an error, or what it was caused by, is one of these.
    public static boolean is(Throwable thrown) {
        Throwable at = thrown;
        for (int depth = 0; at != null && depth < MOST_CAUSES; depth++) {
            if (at instanceof ConnectException
                    || at instanceof NoRouteToHostException
                    || at instanceof UnknownHostException
                    || at instanceof HttpConnectTimeoutException
                    || at instanceof SSLHandshakeException
                    || (at instanceof SQLException sql && isConnection(sql))) {
                return true;
            }
            at = at.getCause();
        }
        return false;
    }

    private static boolean isConnection(SQLException sql) {
        String state = sql.getSQLState();
        return state != null && state.startsWith(CONNECTION_EXCEPTION);
    }
}
