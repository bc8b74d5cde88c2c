/** One installation to be broken: broker, store, replicas, workers, and the wires between them. */
@NullMarked
package dev.oneshot.faults.site;

import org.jspecify.annotations.NullMarked;
