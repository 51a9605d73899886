/// Benchmarks that have to see into the core's package.
@NullMarked
package dev.towpath.worker.core;

import org.jspecify.annotations.NullMarked;
