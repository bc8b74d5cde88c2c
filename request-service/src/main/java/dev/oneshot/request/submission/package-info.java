/**
 * From an HTTP call to a queued job and back. Imports {@code functions}, {@code messaging}, {@code
 * problem}, {@code reading}, {@code waiting}.
 */
@NullMarked
package dev.oneshot.request.submission;

import org.jspecify.annotations.NullMarked;
