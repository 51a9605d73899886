/// What the gateway tells of itself: its metrics.
@NullMarked
package dev.towpath.gateway.observe;

import org.jspecify.annotations.NullMarked;
