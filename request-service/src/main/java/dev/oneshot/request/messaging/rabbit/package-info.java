/** Messaging through Spring AMQP. Imports {@code messaging}. */
@NullMarked
package dev.oneshot.request.messaging.rabbit;

import org.jspecify.annotations.NullMarked;
