/// Answers that say no: what is refused, why, and what to do, as RFC 9457 has it.
@NullMarked
package dev.towpath.gateway.problem;

import org.jspecify.annotations.NullMarked;
