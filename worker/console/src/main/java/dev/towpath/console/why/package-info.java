/// Where a job is and why it does not run, in one sentence.
@NullMarked
package dev.towpath.console.why;

import org.jspecify.annotations.NullMarked;
