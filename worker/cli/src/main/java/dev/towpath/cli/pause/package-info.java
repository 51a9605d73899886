/// `towpath pause` and `towpath resume`.
@NullMarked
package dev.towpath.cli.pause;

import org.jspecify.annotations.NullMarked;
