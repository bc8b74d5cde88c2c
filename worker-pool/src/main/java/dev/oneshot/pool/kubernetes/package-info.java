/**
 * Workers as bare pods, and who of several controllers leads. Imports the port {@code pool.launch}
 * and the Kubernetes client, nothing else of ours.
 */
@NullMarked
package dev.oneshot.pool.kubernetes;

import org.jspecify.annotations.NullMarked;
