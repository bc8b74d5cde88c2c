/** The limits on a real store. */
@NullMarked
package dev.oneshot.request.limits.mongo;

import org.jspecify.annotations.NullMarked;
