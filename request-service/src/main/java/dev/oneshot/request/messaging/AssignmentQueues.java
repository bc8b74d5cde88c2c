package dev.oneshot.request.messaging;

import java.util.Collection;

/** The queues that jobs are assigned from, one a pool. */
public interface AssignmentQueues {
  /**
   * Declares the queues of these pools, unless they are there.
   *
   * @throws org.springframework.amqp.AmqpException when the broker is away or refuses
   */
  void declare(Collection<String> pools);
}
