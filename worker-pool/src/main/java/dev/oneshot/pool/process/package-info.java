/** Workers as processes on this machine. Imports {@code pool.launch}. */
@NullMarked
package dev.oneshot.pool.process;

import org.jspecify.annotations.NullMarked;
