/**
 * The whole of Oneshot in one process and its workers, on one machine. Imports everything, nobody
 * imports it.
 */
@NullMarked
package dev.oneshot.standalone;

import org.jspecify.annotations.NullMarked;
