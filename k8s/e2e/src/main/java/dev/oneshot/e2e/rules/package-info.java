/** What a pod and a service account may be, as code that needs no cluster. */
@NullMarked
package dev.oneshot.e2e.rules;

import org.jspecify.annotations.NullMarked;
