/**
 * How many workers to start or to give up, as pure arithmetic on a clock that is handed in. Imports
 * nothing of ours.
 */
@NullMarked
package dev.oneshot.pool.sizing;

import org.jspecify.annotations.NullMarked;
