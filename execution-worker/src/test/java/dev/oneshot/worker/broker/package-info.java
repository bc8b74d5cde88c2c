@NullMarked
package dev.oneshot.worker.broker;

import org.jspecify.annotations.NullMarked;
