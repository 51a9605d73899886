/// The audit topic: what its readers outside of the console need to know of it.
@NullMarked
package dev.towpath.schemas.audit;

import org.jspecify.annotations.NullMarked;
