/**
 * What the scenarios see of the cluster and of the broker in it, each event with the time at which
 * it was seen.
 */
@NullMarked
package dev.oneshot.e2e.cluster;

import org.jspecify.annotations.NullMarked;
