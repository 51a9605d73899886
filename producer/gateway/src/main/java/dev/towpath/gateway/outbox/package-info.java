/// The outbox: rows that a site writes in its own transactions become jobs.
@NullMarked
package dev.towpath.gateway.outbox;

import org.jspecify.annotations.NullMarked;
