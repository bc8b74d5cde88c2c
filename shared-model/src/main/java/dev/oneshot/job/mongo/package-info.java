/**
 * The job's record in MongoDB: one document a job, every change one compare-and-set. Imports {@code
 * job}, {@code payload}, {@code payload.mongo}.
 */
@NullMarked
package dev.oneshot.job.mongo;

import org.jspecify.annotations.NullMarked;
