/// What several threads share, under every order of their steps that Lincheck tries: each outcome
/// must be one that the same steps one after the other could have had. The tests lie in the
/// packages of what they share.
@NullMarked
package dev.towpath.e2e.threads;

import org.jspecify.annotations.NullMarked;
