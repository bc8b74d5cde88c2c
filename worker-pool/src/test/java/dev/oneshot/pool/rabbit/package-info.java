/** Tests of the package of this name. */
@NullMarked
package dev.oneshot.pool.rabbit;

import org.jspecify.annotations.NullMarked;
