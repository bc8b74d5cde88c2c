/** Callers that wait for a job's end. Imports {@code loop}, {@code messaging}, {@code metrics}. */
@NullMarked
package dev.oneshot.request.waiting;

import org.jspecify.annotations.NullMarked;
