@NullMarked
package dev.oneshot.pool.app;

import org.jspecify.annotations.NullMarked;
