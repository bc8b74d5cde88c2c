/** The worker's life, wired by hand; imports all of the worker's packages and the drivers. */
@NullMarked
package dev.oneshot.worker;

import org.jspecify.annotations.NullMarked;
