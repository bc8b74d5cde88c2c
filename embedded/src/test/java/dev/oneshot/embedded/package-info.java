/** Tests of the embedded broker and store, through the clients that Oneshot uses. */
@NullMarked
package dev.oneshot.embedded;

import org.jspecify.annotations.NullMarked;
