/// What the gateway knows of the ledger: which jobs have ended, and how.
@NullMarked
package dev.towpath.gateway.ledger;

import org.jspecify.annotations.NullMarked;
