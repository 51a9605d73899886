/// What the gateway watches of the dead letters: that somebody deals with them in time.
@NullMarked
package dev.towpath.gateway.dead;

import org.jspecify.annotations.NullMarked;
