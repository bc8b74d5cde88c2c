/** What the command is made of, piece by piece. */
@NullMarked
package dev.oneshot.standalone;

import org.jspecify.annotations.NullMarked;
