/// Dead letters on the command line: `towpath dead`.
@NullMarked
package dev.towpath.cli.dead;

import org.jspecify.annotations.NullMarked;
