/**
 * What callers read of jobs and their results, cancelling and deleting them. Imports {@code job},
 * {@code payload} of shared-model, {@code request.functions}, {@code request.problem} and {@code
 * request.transfer}.
 */
@NullMarked
package dev.oneshot.request.reading;

import org.jspecify.annotations.NullMarked;
