/**
 * What {@code pools.yaml} declares: pools, what their pods are made from, presets. Imports {@code
 * pool}, its adapters and {@code declarations}.
 */
@NullMarked
package dev.oneshot.pool.declaration;

import org.jspecify.annotations.NullMarked;
