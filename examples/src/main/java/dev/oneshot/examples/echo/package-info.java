/** The smallest useful function: bytes in, the same bytes out. Imports {@code call}. */
@NullMarked
package dev.oneshot.examples.echo;

import org.jspecify.annotations.NullMarked;
