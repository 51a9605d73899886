/// `towpath bench`: all measurements in one run, as JSON, tables and pictures.
@NullMarked
package dev.towpath.bench.suite;

import org.jspecify.annotations.NullMarked;
