/**
 * The rows of the fault matrix, one class each. Imports {@code site}, {@code proof}, {@code
 * function}.
 */
@NullMarked
package dev.oneshot.faults.rows;

import org.jspecify.annotations.NullMarked;
