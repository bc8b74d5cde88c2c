/** Tests of the package of this name. */
@NullMarked
package dev.oneshot.pool.sizing;

import org.jspecify.annotations.NullMarked;
