package dev.oneshot.request.messaging.rabbit;

import dev.oneshot.message.JobEvent;
import dev.oneshot.message.MessageCodec;
import dev.oneshot.request.messaging.JobEvents;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageListener;
import org.springframework.amqp.rabbit.listener.AsyncConsumerStartedEvent;
import org.springframework.context.event.EventListener;

/**
 * Hands events over; whatever else arrives on the queue is dropped, since anybody may publish
 * there.
 */
final class JobEventListener implements MessageListener {
  private static final Logger log = LoggerFactory.getLogger(JobEventListener.class);

  private final JobEvents events;
  private final MessageCodec codec;

  JobEventListener(JobEvents events, MessageCodec codec) {
    this.events = events;
    this.codec = codec;
  }

  @Override
  public void onMessage(Message message) {
    Optional<JobEvent> event = codec.readJobEvent(message.getBody());
    if (event.isEmpty()) {
      log.debug("dropped {} bytes that are no job event", message.getBody().length);
    }
    event.ifPresent(events::heard);
  }

  @EventListener
  void subscribed(AsyncConsumerStartedEvent started) {
    events.subscribed();
  }
}
