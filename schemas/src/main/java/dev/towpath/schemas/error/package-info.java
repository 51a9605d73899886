/// Error codes: one stable code for each thing that can go wrong, listed in docs/errors.md.
@NullMarked
package dev.towpath.schemas.error;

import org.jspecify.annotations.NullMarked;
