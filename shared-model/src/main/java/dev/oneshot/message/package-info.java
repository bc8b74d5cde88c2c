/** What travels over the broker, as JSON of at most 1 KiB. Imports {@code job}. */
@NullMarked
package dev.oneshot.message;

import org.jspecify.annotations.NullMarked;
