/**
 * Keeps a pool's pristine workers warm: one reconcile step and what it needs to see and to do.
 * Imports {@code pool.launch}, {@code pool.sizing} and shared-model; never an adapter.
 */
@NullMarked
package dev.oneshot.pool;

import org.jspecify.annotations.NullMarked;
