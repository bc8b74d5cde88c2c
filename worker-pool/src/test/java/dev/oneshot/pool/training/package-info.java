/** Trains the program's start-up cache, for docker/contexts. Imports {@code kubernetes}. */
@NullMarked
package dev.oneshot.pool.training;

import org.jspecify.annotations.NullMarked;
