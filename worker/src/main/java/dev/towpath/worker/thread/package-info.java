/// Where the engine's code runs and waits.
@NullMarked
package dev.towpath.worker.thread;

import org.jspecify.annotations.NullMarked;
