/// Dead letters: what they are, why they died, and what has become of them since.
@NullMarked
package dev.towpath.console.dead;

import org.jspecify.annotations.NullMarked;
