/**
 * Loads and runs a function. Imports values and ports of {@code job} and {@code payload} only: it
 * knows nothing of broker and store.
 */
@NullMarked
package dev.oneshot.worker.execution;

import org.jspecify.annotations.NullMarked;
