/**
 * The command {@code ./bench} and its parts, each of which measures one claim on a whole
 * installation. Imports {@code site} and {@code measure}.
 */
@NullMarked
package dev.oneshot.benchmarks;

import org.jspecify.annotations.NullMarked;
