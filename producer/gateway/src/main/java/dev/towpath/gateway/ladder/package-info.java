/// The ladder: moves jobs that are not due yet down its rungs, and to the workers when they are.
@NullMarked
package dev.towpath.gateway.ladder;

import org.jspecify.annotations.NullMarked;
