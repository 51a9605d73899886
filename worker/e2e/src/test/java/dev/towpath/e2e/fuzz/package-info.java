/// Bytes from anybody, for everything that reads bytes: a target says what must hold for each
/// input, Jazzer looks for one for which it does not, and what was found stays in
/// `worker/e2e/src/test/fuzz`.
@NullMarked
package dev.towpath.e2e.fuzz;

import org.jspecify.annotations.NullMarked;
