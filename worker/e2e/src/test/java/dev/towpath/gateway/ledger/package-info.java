/// What threads share here, held to one order of what they do to it.
@NullMarked
package dev.towpath.gateway.ledger;

import org.jspecify.annotations.NullMarked;
