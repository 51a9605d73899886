/// Which configuration a command works with, and `towpath config`, which shows it.
@NullMarked
package dev.towpath.cli.config;

import org.jspecify.annotations.NullMarked;
