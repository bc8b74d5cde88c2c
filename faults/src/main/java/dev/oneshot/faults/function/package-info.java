/**
 * What the workers of all rows run: a function that notes its start and its end in the ledger, a
 * file that the product does not know. Imports nothing; goes to workers as a jar of its own.
 */
@NullMarked
package dev.oneshot.faults.function;

import org.jspecify.annotations.NullMarked;
