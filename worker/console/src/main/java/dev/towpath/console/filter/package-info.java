/// Which jobs are meant.
@NullMarked
package dev.towpath.console.filter;

import org.jspecify.annotations.NullMarked;
