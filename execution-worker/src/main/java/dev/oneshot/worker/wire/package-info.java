/**
 * The short way to the store: one connection on which a worker takes and ends a job of ordinary
 * size, without the driver, whose layers cost a fresh JVM more than all the rest of a job
 * (docs/adr/0011). Knows BSON, OP_MSG, SCRAM-SHA-256 and how to find a primary, and nothing of
 * jobs.
 */
@NullMarked
package dev.oneshot.worker.wire;

import org.jspecify.annotations.NullMarked;
