/** Figures of the worker's start and of a job's way, for the README; run by hand. */
@NullMarked
package dev.oneshot.worker.measurement;

import org.jspecify.annotations.NullMarked;
