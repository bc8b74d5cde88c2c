/** Tests of the package of the same name. */
@NullMarked
package dev.oneshot.request.recovery;

import org.jspecify.annotations.NullMarked;
