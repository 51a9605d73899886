/// The commands about one job: where it is and why, and its whole history.
@NullMarked
package dev.towpath.cli.job;

import org.jspecify.annotations.NullMarked;
