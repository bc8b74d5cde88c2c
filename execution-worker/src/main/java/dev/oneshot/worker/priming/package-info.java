/**
 * Drives the whole path of a job once before there is one. Imports {@code assignment} and {@code
 * reporting}.
 */
@NullMarked
package dev.oneshot.worker.priming;

import org.jspecify.annotations.NullMarked;
