/** What the tests of all functions share. */
@NullMarked
package dev.oneshot.examples;

import org.jspecify.annotations.NullMarked;
