/// The view: a SQLite file with what Kafka says of jobs, so that one job's story is found without
/// reading everything again. Losing the file loses nothing.
@NullMarked
package dev.towpath.console.view;

import org.jspecify.annotations.NullMarked;
