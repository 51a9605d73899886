/// Threads of which one goes on at a time, and whose turn it is a seed says.
@NullMarked
package dev.towpath.testkit.stage;

import org.jspecify.annotations.NullMarked;
