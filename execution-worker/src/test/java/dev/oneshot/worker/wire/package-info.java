@NullMarked
package dev.oneshot.worker.wire;

import org.jspecify.annotations.NullMarked;
