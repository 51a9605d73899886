/// Who asks, and what they may do.
@NullMarked
package dev.towpath.gateway.auth;

import org.jspecify.annotations.NullMarked;
