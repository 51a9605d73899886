@NullMarked
package dev.towpath.testkit.stage;

import org.jspecify.annotations.NullMarked;
