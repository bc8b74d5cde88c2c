package dev.oneshot.worker.broker;

/** Who is told what comes, on the connection's own thread, which must not be kept. */
public interface Consumer {
  void delivered(Delivery delivery);

  /** The broker sends no more, e.g. because the queue was deleted. */
  void cancelled();
}
