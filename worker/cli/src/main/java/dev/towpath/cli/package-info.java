/// The command `towpath`: its subcommands, what they print, and how they end.
@NullMarked
package dev.towpath.cli;

import org.jspecify.annotations.NullMarked;
