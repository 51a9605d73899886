/// The guarantees of Towpath as classes: each judges a history of what happened, whether a
/// simulation wrote it or real brokers and processes did.
@NullMarked
package dev.towpath.testkit;

import org.jspecify.annotations.NullMarked;
