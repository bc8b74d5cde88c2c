/** What operators measure. Imports shared-model only. */
@NullMarked
package dev.oneshot.request.metrics;

import org.jspecify.annotations.NullMarked;
