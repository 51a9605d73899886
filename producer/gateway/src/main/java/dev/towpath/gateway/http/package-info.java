/// HTTP in: connections that cannot exhaust the gateway, bodies within their bounds, the routes.
@NullMarked
package dev.towpath.gateway.http;

import org.jspecify.annotations.NullMarked;
