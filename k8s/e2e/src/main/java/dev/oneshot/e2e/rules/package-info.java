/** What a service account may do, as code that needs no cluster. */
@NullMarked
package dev.oneshot.e2e.rules;

import org.jspecify.annotations.NullMarked;
