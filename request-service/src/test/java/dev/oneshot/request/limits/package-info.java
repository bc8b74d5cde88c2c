/** Tests of the limits per function. */
@NullMarked
package dev.oneshot.request.limits;

import org.jspecify.annotations.NullMarked;
