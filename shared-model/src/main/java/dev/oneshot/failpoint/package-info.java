/** Where a process may be told to die, for tests. Imports nothing. */
@NullMarked
package dev.oneshot.failpoint;

import org.jspecify.annotations.NullMarked;
