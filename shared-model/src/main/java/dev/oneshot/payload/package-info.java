/** Opaque bytes with a content type, of any size. Imports nothing of ours. */
@NullMarked
package dev.oneshot.payload;

import org.jspecify.annotations.NullMarked;
