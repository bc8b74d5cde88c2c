/**
 * The port to whatever makes workers: processes on this machine, pods on a cluster. Imports nothing
 * of ours.
 */
@NullMarked
package dev.oneshot.pool.launch;

import org.jspecify.annotations.NullMarked;
