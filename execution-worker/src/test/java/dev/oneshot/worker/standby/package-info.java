/** Tests of threads that wait before they are needed. */
@NullMarked
package dev.oneshot.worker.standby;

import org.jspecify.annotations.NullMarked;
