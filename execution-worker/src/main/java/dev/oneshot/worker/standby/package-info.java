/** Threads that wait before they are needed. Imports nothing. */
@NullMarked
package dev.oneshot.worker.standby;

import org.jspecify.annotations.NullMarked;
