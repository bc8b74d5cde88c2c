/** Tests of JSON objects without depth. */
@NullMarked
package dev.oneshot.json;

import org.jspecify.annotations.NullMarked;
