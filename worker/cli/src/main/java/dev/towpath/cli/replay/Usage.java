package dev.towpath.cli.replay;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;

/// That an option has a value that makes no sense.
public final class Usage {
    private Usage() {}

    public static TowpathException wrong(String option, String expected, String got) {
        return new TowpathException(
                ErrorCode.USAGE,
                option + ": expected " + expected + ", got '" + got + "'. Nothing was done.");
    }
}
