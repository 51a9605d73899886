/// Topic names and the settings that each kind of topic needs.
@NullMarked
package dev.towpath.schemas.topic;

import org.jspecify.annotations.NullMarked;
