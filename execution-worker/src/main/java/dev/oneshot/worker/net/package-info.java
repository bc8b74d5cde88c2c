/** Sockets as this worker uses them, to the broker and to the store. Imports nothing of ours. */
@NullMarked
package dev.oneshot.worker.net;

import org.jspecify.annotations.NullMarked;
