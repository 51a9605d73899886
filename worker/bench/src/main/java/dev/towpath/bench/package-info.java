/// What Towpath measures of itself: each class one question, printed with the machine it was asked
/// on.
@NullMarked
package dev.towpath.bench;

import org.jspecify.annotations.NullMarked;
