/** Tests of the package of the same name. */
@NullMarked
package dev.oneshot.request.retention;

import org.jspecify.annotations.NullMarked;
