/// The topics of an installation: what each has to be, what it is, and how to make it so.
@NullMarked
package dev.towpath.cli.topics;

import org.jspecify.annotations.NullMarked;
