/**
 * Errors as RFC 9457 problem documents, from the first byte of a request on, and the checks every
 * request passes. Imports {@code job} and {@code payload} of shared-model.
 */
@NullMarked
package dev.oneshot.request.problem;

import org.jspecify.annotations.NullMarked;
