/**
 * The declared functions. Imports {@code declarations}, {@code job} of shared-model, {@code loop} and
 * {@code problem}.
 */
@NullMarked
package dev.oneshot.request.functions;

import org.jspecify.annotations.NullMarked;
