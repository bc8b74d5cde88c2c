/** JSON objects without depth. Imports nothing. */
@NullMarked
package dev.oneshot.json;

import org.jspecify.annotations.NullMarked;
