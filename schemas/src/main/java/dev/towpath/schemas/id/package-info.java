/// Job ids: where a job lives and whether this installation issued it.
@NullMarked
package dev.towpath.schemas.id;

import org.jspecify.annotations.NullMarked;
