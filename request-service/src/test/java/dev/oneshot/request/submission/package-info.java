/** Tests of the package of the same name. */
@NullMarked
package dev.oneshot.request.submission;

import org.jspecify.annotations.NullMarked;
