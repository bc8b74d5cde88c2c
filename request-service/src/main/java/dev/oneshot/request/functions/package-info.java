/**
 * The declared functions. Imports {@code declarations}, {@code job} of shared-model and {@code
 * request.problem}.
 */
@NullMarked
package dev.oneshot.request.functions;

import org.jspecify.annotations.NullMarked;
