/**
 * The program: keeps what {@code pools.yaml} declares, for as long as it runs. Imports everything;
 * nobody imports it.
 */
@NullMarked
package dev.oneshot.pool.app;

import org.jspecify.annotations.NullMarked;
