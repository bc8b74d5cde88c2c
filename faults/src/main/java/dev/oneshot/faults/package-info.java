/** The command {@code ./chaos}. Imports {@code rows}. */
@NullMarked
package dev.oneshot.faults;

import org.jspecify.annotations.NullMarked;
