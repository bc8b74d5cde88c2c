/**
 * How a job comes: one delivery from the broker, claimed before it is acknowledged. Imports
 * shared-model.
 */
@NullMarked
package dev.oneshot.worker.assignment;

import org.jspecify.annotations.NullMarked;
