package dev.oneshot.request.waiting;

import jakarta.servlet.http.HttpServletRequest;

/** Whoever sent a request and may leave before it is answered. */
public interface Caller {
  /** Of the request, set by who knows its connection. */
  String ATTRIBUTE = Caller.class.getName();

  /** Asks without blocking, on the request's own thread, its body read to its end. */
  boolean isGone();

  /** One who stays as far as anybody knows, where nobody knows the connection. */
  static Caller of(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof Caller caller ? caller : () -> false;
  }
}
