package dev.towpath.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/// One command line that was run inside the test, and what came of it.
record Ran(int status, String out, String err) {
    static Ran towpath(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Towpath.run(new PrintWriter(out), new PrintWriter(err), args);
        return new Ran(status, out.toString(), err.toString());
    }
}
