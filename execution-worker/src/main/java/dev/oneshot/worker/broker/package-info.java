/**
 * The worker's connection to the broker: the few methods of AMQP 0-9-1 that one job takes, spoken
 * by ourselves because each worker pays for a client's start (docs/adr/0012). Imports {@code
 * topology} for the address, and worker.net.
 */
@NullMarked
package dev.oneshot.worker.broker;

import org.jspecify.annotations.NullMarked;
