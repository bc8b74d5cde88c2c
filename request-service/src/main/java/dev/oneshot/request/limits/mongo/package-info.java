/** Slots on MongoDB. Imports what {@code limits} may import. */
@NullMarked
package dev.oneshot.request.limits.mongo;

import org.jspecify.annotations.NullMarked;
