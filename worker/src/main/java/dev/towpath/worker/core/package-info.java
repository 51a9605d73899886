/// The engine's decisions: one pure, single-writer state machine without threads, clocks, chance or
/// I/O.
@NullMarked
package dev.towpath.worker.core;

import org.jspecify.annotations.NullMarked;
