/// Running jobs again that ended: counted first, then in chunks that can be broken off anywhere.
@NullMarked
package dev.towpath.console.replay;

import org.jspecify.annotations.NullMarked;
