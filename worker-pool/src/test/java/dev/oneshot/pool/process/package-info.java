/** Tests of the package of this name. */
@NullMarked
package dev.oneshot.pool.process;

import org.jspecify.annotations.NullMarked;
