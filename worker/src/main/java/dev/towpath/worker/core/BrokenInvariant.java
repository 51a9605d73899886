package dev.towpath.worker.core;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;

/// A state of the engine that must not be. It stops the worker with nothing more committed.
public final class BrokenInvariant extends TowpathException {
    BrokenInvariant(String what) {
        super(
                ErrorCode.INVARIANT_BROKEN,
                "a bug in the engine: "
                        + what
                        + ". Nothing more is committed; what was not settled runs again on another worker.");
    }
}
