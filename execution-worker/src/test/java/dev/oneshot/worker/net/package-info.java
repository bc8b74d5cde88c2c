@NullMarked
package dev.oneshot.worker.net;

import org.jspecify.annotations.NullMarked;
