/** Idempotency keys in MongoDB. Imports {@code submission}. */
@NullMarked
package dev.oneshot.request.submission.mongo;

import org.jspecify.annotations.NullMarked;
