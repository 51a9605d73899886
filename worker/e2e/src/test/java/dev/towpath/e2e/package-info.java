/// Tests of the whole project: what depends on what, what is public, what the files look like, and
/// what real processes do.
@NullMarked
package dev.towpath.e2e;

import org.jspecify.annotations.NullMarked;
