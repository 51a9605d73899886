/// Replays on the command line: `towpath replay`, and what `towpath dead replay` shares with it.
@NullMarked
package dev.towpath.cli.replay;

import org.jspecify.annotations.NullMarked;
