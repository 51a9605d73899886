/// Whether the gateway can do its work, and what keeps it from it.
@NullMarked
package dev.towpath.gateway.health;

import org.jspecify.annotations.NullMarked;
