/** The job, its state machine and the ports to its record. Imports {@code payload} only. */
@NullMarked
package dev.oneshot.job;

import org.jspecify.annotations.NullMarked;
