/// A proxy between one worker and the broker that knows Kafka's protocol: it says how far the
/// worker has come, and can stop it there.
@NullMarked
package dev.towpath.e2e.proxy;

import org.jspecify.annotations.NullMarked;
