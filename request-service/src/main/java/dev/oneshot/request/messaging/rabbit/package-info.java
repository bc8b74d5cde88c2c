/** Messaging through Spring AMQP. Imports {@code messaging}, {@code topology}. */
@NullMarked
package dev.oneshot.request.messaging.rabbit;

import org.jspecify.annotations.NullMarked;
