/** Tests of the package of this name. */
@NullMarked
package dev.oneshot.pool;

import org.jspecify.annotations.NullMarked;
