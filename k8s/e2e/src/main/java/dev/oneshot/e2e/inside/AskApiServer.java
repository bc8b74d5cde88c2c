package dev.oneshot.e2e.inside;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * What a worker could get of the API server: says on standard output whether a token is mounted and
 * what a request for secrets is answered. One class file that needs java.base alone.
 */
public final class AskApiServer implements X509TrustManager {
  private static final int TIMEOUT_MILLIS = 5000;

  private AskApiServer() {}

  public static void main(String[] arguments) {
    Path token = Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");
    System.out.println("token: " + (Files.exists(token) ? "mounted" : "none"));
    System.out.println("answer: " + answer(arguments[0]));
  }

  private static String answer(String namespace) {
    String host = System.getenv("KUBERNETES_SERVICE_HOST");
    int port = Integer.parseInt(System.getenv("KUBERNETES_SERVICE_PORT"));
    try (SSLSocket socket = connect(host, port)) {
      String request =
          "GET /api/v1/namespaces/" + namespace + "/secrets HTTP/1.0\r\nHost: " + host + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      var reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      return String.valueOf(reader.readLine());
    } catch (Exception e) {
      return "unreachable, " + e;
    }
  }

  // whoever it is that answers: nothing secret is sent
  private static SSLSocket connect(String host, int port) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new AskApiServer()}, new SecureRandom());
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket();
    try {
      socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) {}

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) {}

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
