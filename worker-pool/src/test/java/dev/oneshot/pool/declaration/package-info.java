@NullMarked
package dev.oneshot.pool.declaration;

import org.jspecify.annotations.NullMarked;
