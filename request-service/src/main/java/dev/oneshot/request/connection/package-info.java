/**
 * How bytes leave on a connection, and what a connection costs that waits. Imports {@code waiting}.
 */
@NullMarked
package dev.oneshot.request.connection;

import org.jspecify.annotations.NullMarked;
