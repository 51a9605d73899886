/// What people see: text in columns, paragraphs, progress.
@NullMarked
package dev.towpath.cli.terminal;

import org.jspecify.annotations.NullMarked;
