/** Callers that wait for a job's end. Imports {@code messaging}. */
@NullMarked
package dev.oneshot.request.waiting;

import org.jspecify.annotations.NullMarked;
