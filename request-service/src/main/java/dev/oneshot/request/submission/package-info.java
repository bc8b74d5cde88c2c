/**
 * From an HTTP call to a queued job and back. Imports {@code functions}, {@code limits}, {@code
 * messaging}, {@code metrics}, {@code problem}, {@code reading}, {@code recovery}, {@code
 * transfer}, {@code waiting}.
 */
@NullMarked
package dev.oneshot.request.submission;

import org.jspecify.annotations.NullMarked;
