/** A caller of request-service. Imports {@code cluster}. */
@NullMarked
package dev.oneshot.e2e.calls;

import org.jspecify.annotations.NullMarked;
