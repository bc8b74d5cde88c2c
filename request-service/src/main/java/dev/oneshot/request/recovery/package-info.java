/**
 * Repairs what crashes left behind; the same small loop in every replica. Imports {@code loop},
 * {@code messaging}, {@code metrics}, {@code reading}, {@code waiting}.
 */
@NullMarked
package dev.oneshot.request.recovery;

import org.jspecify.annotations.NullMarked;
