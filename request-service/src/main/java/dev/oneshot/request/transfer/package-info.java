/** How many large bodies come in and go out at the same time. Imports {@code problem}. */
@NullMarked
package dev.oneshot.request.transfer;

import org.jspecify.annotations.NullMarked;
