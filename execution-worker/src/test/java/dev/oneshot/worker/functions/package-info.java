/** Functions that the tests have workers run. */
@NullMarked
package dev.oneshot.worker.functions;

import org.jspecify.annotations.NullMarked;
