/**
 * The command {@code k8s/e2e/run}: installs Oneshot on a cluster, runs the scenarios, writes down
 * what they found.
 */
@NullMarked
package dev.oneshot.e2e;

import org.jspecify.annotations.NullMarked;
