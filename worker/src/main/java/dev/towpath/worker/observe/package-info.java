/// What the engine tells: metrics and one log line a verdict.
@NullMarked
package dev.towpath.worker.observe;

import org.jspecify.annotations.NullMarked;
