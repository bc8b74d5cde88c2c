/**
 * What is known of jobs from outside: who executed them, what callers were told, and whether that
 * agrees with the record. Imports {@code site} and {@code function}.
 */
@NullMarked
package dev.oneshot.faults.proof;

import org.jspecify.annotations.NullMarked;
