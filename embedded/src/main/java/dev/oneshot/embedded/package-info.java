/**
 * An AMQP broker and a MongoDB-compatible store inside this process. Imports Qpid Broker-J and
 * mongo-java-server, nothing of Oneshot.
 */
@NullMarked
package dev.oneshot.embedded;

import org.jspecify.annotations.NullMarked;
