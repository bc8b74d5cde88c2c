package dev.oneshot.request.connection;

import dev.oneshot.request.waiting.Caller;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/** Hands each request's {@link Caller} to the application. */
final class CallerValve extends ValveBase {
  CallerValve() {
    super(true);
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    request.setAttribute(Caller.ATTRIBUTE, LeanProcessor.of(request));
    getNext().invoke(request, response);
  }
}
