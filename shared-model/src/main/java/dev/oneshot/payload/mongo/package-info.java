/**
 * Payloads in MongoDB: small ones inline in the job document, large ones in GridFS. Imports {@code
 * payload}.
 */
@NullMarked
package dev.oneshot.payload.mongo;

import org.jspecify.annotations.NullMarked;
