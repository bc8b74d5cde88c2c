/**
 * What a pool sees and says on the broker. Imports {@code pool}, {@code message}, {@code topology}.
 */
@NullMarked
package dev.oneshot.pool.rabbit;

import org.jspecify.annotations.NullMarked;
