/// Who is there: what each gateway and worker tells of itself on the presence topic, once a second,
/// and a reader that says who is alive.
@NullMarked
package dev.towpath.schemas.presence;

import org.jspecify.annotations.NullMarked;
