/** Tests of the package of the same name. */
@NullMarked
package dev.oneshot.request.metrics;

import org.jspecify.annotations.NullMarked;
