/**
 * One installation of real processes on this machine and the clients that drive it. Imports
 * shared-model, worker-pool and {@code measure}.
 */
@NullMarked
package dev.oneshot.benchmarks.site;

import org.jspecify.annotations.NullMarked;
