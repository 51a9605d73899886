/// The roles that one process plays in the foreground: `towpath gateway` and `towpath worker`.
@NullMarked
package dev.towpath.cli.roles;

import org.jspecify.annotations.NullMarked;
