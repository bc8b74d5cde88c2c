/**
 * Removes what has been kept long enough. Imports {@code loop} and the keys of {@code submission}.
 */
@NullMarked
package dev.oneshot.request.retention;

import org.jspecify.annotations.NullMarked;
