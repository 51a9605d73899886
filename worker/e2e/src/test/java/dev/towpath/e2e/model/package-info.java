/// The model of a broker held against a real one: the same scripts run on both.
@NullMarked
package dev.towpath.e2e.model;

import org.jspecify.annotations.NullMarked;
