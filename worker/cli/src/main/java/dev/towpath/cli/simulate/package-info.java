/// The commands that judge what Towpath promises, on this machine alone.
@NullMarked
package dev.towpath.cli.simulate;

import org.jspecify.annotations.NullMarked;
