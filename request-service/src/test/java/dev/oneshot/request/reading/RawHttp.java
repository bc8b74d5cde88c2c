package dev.oneshot.request.reading;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Sends bytes as they are and reads what comes back, however wrong both are. */
final class RawHttp {
  private static final int LIMIT_MILLIS = 15_000;
  private static final int CLOSE_LIMIT_MILLIS = 2_000;

  private RawHttp() {}

  /**
   * An answer as it was on the wire.
   *
   * @param headers by lower-case name
   * @param isClosed whether the server closed the connection after it
   */
  record Answer(int status, Map<String, String> headers, String body, boolean isClosed) {
    Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    String all() {
      return status + " " + headers + "\n" + body;
    }
  }

  static Answer send(int port, byte[] request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(LIMIT_MILLIS);
      try {
        socket.getOutputStream().write(request);
      } catch (SocketException e) {
        // it closed before it had read all: the answer is there nevertheless
      }
      InputStream in = socket.getInputStream();
      String[] statusLine = line(in).split(" ", 3);
      Map<String, String> headers = headers(in);
      int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
      String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
      socket.setSoTimeout(CLOSE_LIMIT_MILLIS);
      return new Answer(Integer.parseInt(statusLine[1]), headers, body, isClosed(in));
    }
  }

  private static Map<String, String> headers(InputStream in) throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return headers;
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        throw new EOFException("the server closed without an answer, after: " + line);
      }
      line.write(octet);
    }
    return line.toString(StandardCharsets.ISO_8859_1).strip();
  }

  private static boolean isClosed(InputStream in) throws IOException {
    try {
      return in.read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException e) {
      return true; // reset
    }
  }
}
