package dev.oneshot.faults.rows;

import dev.oneshot.benchmarks.site.Service;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/** A result, fetched without being held. */
final class Download {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private Download() {}

  static HttpRequest request(Service replica, String job) {
    return HttpRequest.newBuilder(URI.create(replica.url() + "/v1/jobs/" + job + "/result"))
        .version(HttpClient.Version.HTTP_1_1)
        .timeout(PATIENCE)
        .build();
  }

  /** SHA-256 of what arrives, in hex. */
  static String digest(HttpClient client, Service replica, String job)
      throws IOException, InterruptedException, NoSuchAlgorithmException {
    HttpResponse<InputStream> response =
        client.send(request(replica, job), BodyHandlers.ofInputStream());
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    try (InputStream body = response.body();
        OutputStream target = new DigestOutputStream(OutputStream.nullOutputStream(), sha256)) {
      body.transferTo(target);
    }
    return HexFormat.of().formatHex(sha256.digest());
  }
}
