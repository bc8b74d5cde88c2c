/** Removes what has been kept long enough. Imports shared-model only. */
@NullMarked
package dev.oneshot.request.retention;

import org.jspecify.annotations.NullMarked;
