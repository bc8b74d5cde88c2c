/**
 * Keeps functions within their declared limits. Imports {@code functions}, {@code loop}, {@code
 * messaging}, {@code problem}, {@code recovery}, {@code waiting}.
 */
@NullMarked
package dev.oneshot.request.limits;

import org.jspecify.annotations.NullMarked;
