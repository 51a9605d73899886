package dev.towpath.console.audit;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// Who gives a command: user and machine, unless the user says another name.
public final class Actor {
    private Actor() {}

    public static String here() {
        return System.getProperty("user.name", "unknown") + "@" + host();
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
