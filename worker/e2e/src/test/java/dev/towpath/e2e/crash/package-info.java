/// What is promised when workers die, judged on real processes and a real broker.
@NullMarked
package dev.towpath.e2e.crash;

import org.jspecify.annotations.NullMarked;
