/**
 * What is told about a job while it runs and when it ends. Imports shared-model; knows nothing of
 * functions.
 */
@NullMarked
package dev.oneshot.worker.reporting;

import org.jspecify.annotations.NullMarked;
