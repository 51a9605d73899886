/// The demo: real content, posted as jobs, ends up in a file that can be searched.
@NullMarked
package dev.towpath.cli.demo;

import org.jspecify.annotations.NullMarked;
