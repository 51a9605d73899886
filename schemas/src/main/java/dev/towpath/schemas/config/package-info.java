/// The configuration of an installation: one towpath.yaml and the environment, read into records.
@NullMarked
package dev.towpath.schemas.config;

import org.jspecify.annotations.NullMarked;
