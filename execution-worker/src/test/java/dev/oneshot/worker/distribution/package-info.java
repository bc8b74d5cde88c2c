/**
 * Makes what is delivered: run-time image, jars, options, and a start-up cache trained by real
 * jobs.
 */
@NullMarked
package dev.oneshot.worker.distribution;

import org.jspecify.annotations.NullMarked;
