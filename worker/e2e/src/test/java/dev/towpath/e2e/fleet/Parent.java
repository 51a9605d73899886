package dev.towpath.e2e.fleet;

import java.io.IOException;

/// The process that started this one.
public final class Parent {
    private Parent() {}

    /// Ends this process at once when its parent is gone, which closes its standard input.
    public static void watch() {
        try {
            while (System.in.read() >= 0) {
                // The parent says nothing; only the end counts.
            }
        } catch (IOException e) {
            // As good as its end.
        }
        Runtime.getRuntime().halt(1);
    }
}
