/// What has become of each job id: the marks on the ledger topic, and the table that holds them in
/// memory.
@NullMarked
package dev.towpath.schemas.ledger;

import org.jspecify.annotations.NullMarked;
