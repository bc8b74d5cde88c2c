/**
 * The whole of Oneshot, as callers meet it: the real service, real worker processes, a real broker.
 * Imports everything.
 */
@NullMarked
package dev.oneshot.standalone.endtoend;

import org.jspecify.annotations.NullMarked;
