/// What single parts of the engine cost a job, in time and in allocation: the code of production,
/// without threads and without a broker.
@NullMarked
package dev.towpath.bench.jmh;

import org.jspecify.annotations.NullMarked;
