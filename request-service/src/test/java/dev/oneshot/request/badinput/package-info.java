/** The bad inputs of {@code docs/bad-input.md} as bytes, and that document as data. */
@NullMarked
package dev.oneshot.request.badinput;

import org.jspecify.annotations.NullMarked;
