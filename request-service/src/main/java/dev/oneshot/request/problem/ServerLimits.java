package dev.oneshot.request.problem;

import org.apache.catalina.Context;
import org.apache.catalina.Pipeline;
import org.apache.catalina.Valve;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * What Tomcat takes and what it refuses, and how it says so. After Boot's own customizers, so that
 * this is the last word.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
final class ServerLimits implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {
  /** Silence of a caller who is expected to send; ends slow headers and slow bodies alike. */
  static final int READ_TIMEOUT_MILLIS = 10_000;

  /** Of request line and headers together. */
  static final int MAX_HEADER_BYTES = 16 * 1024;

  // longer than the idle time of usual proxies' and clients' pools, so that they close first and
  // no request meets a closing connection
  private static final int KEEP_ALIVE_MILLIS = 75_000;

  // now and then a connection is made anew, so that load finds its way to new replicas
  private static final int MAX_REQUESTS_PER_CONNECTION = 10_000;

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    factory.addConnectorCustomizers(ServerLimits::limit);
    factory.addContextCustomizers(ServerLimits::reportProblems);
  }

  private static void limit(Connector connector) {
    connector.setAllowTrace(false);
    connector.setXpoweredBy(false);
    if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
      http.setServer(null);
      http.setConnectionTimeout(READ_TIMEOUT_MILLIS);
      http.setKeepAliveTimeout(KEEP_ALIVE_MILLIS);
      http.setMaxKeepAliveRequests(MAX_REQUESTS_PER_CONNECTION);
      http.setMaxHttpRequestHeaderSize(MAX_HEADER_BYTES);
      // the caller is told to go on only once the application has looked at the headers
      http.setContinueResponseTiming("onRead");
    }
  }

  private static void reportProblems(Context context) {
    if (context.getParent() instanceof StandardHost host) {
      host.setErrorReportValveClass(null); // or the host adds Tomcat's at its start
      Pipeline pipeline = host.getPipeline();
      for (Valve valve : pipeline.getValves()) {
        if (valve instanceof ErrorReportValve) {
          pipeline.removeValve(valve);
        }
      }
      pipeline.addValve(new ProblemValve());
    }
  }
}
