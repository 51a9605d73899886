@NullMarked
package dev.towpath.testkit.crew;

import org.jspecify.annotations.NullMarked;
