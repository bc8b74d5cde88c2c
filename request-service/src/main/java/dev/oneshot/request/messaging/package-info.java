/** What a replica tells the broker and hears from it. Imports shared-model only. */
@NullMarked
package dev.oneshot.request.messaging;

import org.jspecify.annotations.NullMarked;
