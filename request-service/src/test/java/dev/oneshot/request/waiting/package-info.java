/** Tests of the package of the same name. */
@NullMarked
package dev.oneshot.request.waiting;

import org.jspecify.annotations.NullMarked;
