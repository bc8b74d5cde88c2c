/**
 * The broker's address, names and declarations of exchanges and queues. Imports {@code message}.
 */
@NullMarked
package dev.oneshot.topology;

import org.jspecify.annotations.NullMarked;
