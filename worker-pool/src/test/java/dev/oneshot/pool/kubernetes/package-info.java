/** Tests of the package of this name. */
@NullMarked
package dev.oneshot.pool.kubernetes;

import org.jspecify.annotations.NullMarked;
