package dev.oneshot.benchmarks;

import dev.oneshot.benchmarks.site.BigBody;
import dev.oneshot.benchmarks.site.Service;
import dev.oneshot.examples.probe.SeededBytes;
import dev.oneshot.job.Job;
import dev.oneshot.job.JobId;
import dev.oneshot.job.mongo.MongoJobStore;
import dev.oneshot.payload.Payload;
import dev.oneshot.payload.PayloadStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Calls with many bytes, held against their SHA-256 while they stream. The JDK's oldest client: it
 * neither buffers nor hands bytes from thread to thread.
 */
final class BulkCalls {
  private static final Pattern RUN = Pattern.compile("run;dur=([0-9.]+)");

  /**
   * The times of one call, in nanoseconds; zero where it has no such part.
   *
   * @param send from the first byte of the request to its last
   * @param run of the function, as the service says
   * @param receive from the response's headers to its last byte
   * @param total of the whole call
   */
  record Times(JobId job, long send, long run, long receive, long total) {}

  private final Service service;
  private final MongoJobStore jobs;
  private final PayloadStore payloads;

  BulkCalls(Service service, MongoJobStore jobs, PayloadStore payloads) {
    this.service = service;
    this.jobs = jobs;
    this.payloads = payloads;
  }

  /** A probe that answers with so many bytes. */
  Times probe(long bytes, long seed) throws IOException {
    String expected = SeededBytes.sha256(bytes, seed);
    byte[] order =
        ("{\"outputBytes\": " + bytes + ", \"seed\": " + seed + "}")
            .getBytes(StandardCharsets.US_ASCII);
    return call("probe", "application/json", order.length, to -> to.write(order), bytes, expected);
  }

  /** An echo of so many bytes. */
  Times echo(BigBody body) throws IOException {
    return call(
        "echo",
        "application/octet-stream",
        body.length(),
        body::writeTo,
        body.length(),
        body.sha256());
  }

  /** The result once more, as a resource; its time in nanoseconds. */
  long result(JobId job, long bytes) throws IOException {
    HttpURLConnection connection = open(URI.create(service.url() + "/v1/jobs/" + job + "/result"));
    long start = System.nanoTime();
    String digest = body(connection, bytes);
    long time = System.nanoTime() - start;
    String said = connection.getHeaderField("ETag");
    if (!('"' + digest + '"').equals(said)) {
      throw new IOException("the result's SHA-256 is " + digest + " instead of " + said);
    }
    return time;
  }

  /**
   * The same by a client that counts the bytes and looks at none, as the raw driver's caller does;
   * its time in nanoseconds.
   */
  long drained(JobId job, long bytes) throws IOException {
    HttpURLConnection connection = open(URI.create(service.url() + "/v1/jobs/" + job + "/result"));
    long start = System.nanoTime();
    try (InputStream body = connection.getInputStream()) {
      long got = BigBody.drain(body);
      if (got != bytes) {
        throw new IOException(got + " bytes came instead of " + bytes);
      }
    }
    return System.nanoTime() - start;
  }

  /** Frees the store's memory of what the job had and made. */
  void forget(JobId id) {
    Job job = jobs.find(id).orElseThrow();
    payloads.delete(job.payload());
    Payload result = job.result();
    if (result != null) {
      payloads.delete(result);
    }
  }

  private interface Body {
    void writeTo(OutputStream to) throws IOException;
  }

  private Times call(
      String function, String type, long length, Body body, long expectedBytes, String expected)
      throws IOException {
    HttpURLConnection connection = open(service.invocations(function));
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", type);
    connection.setRequestProperty("Prefer", "wait=1800");
    connection.setFixedLengthStreamingMode(length);
    long start = System.nanoTime();
    try (OutputStream to = connection.getOutputStream()) {
      body.writeTo(to);
    }
    long sent = System.nanoTime();
    int status = connection.getResponseCode(); // waits for the headers
    long answered = System.nanoTime();
    if (status != HttpURLConnection.HTTP_OK) {
      throw new IOException("status " + status + ": " + error(connection));
    }
    String digest = body(connection, expectedBytes);
    long end = System.nanoTime();
    if (!digest.equals(expected)) {
      throw new IOException("the result's SHA-256 is " + digest + " instead of " + expected);
    }
    JobId job = JobId.parse(connection.getHeaderField("Oneshot-Job-Id")).orElseThrow();
    return new Times(job, sent - start, run(connection), end - answered, end - start);
  }

  private static HttpURLConnection open(URI uri) throws IOException {
    return (HttpURLConnection) uri.toURL().openConnection();
  }

  private static String body(HttpURLConnection connection, long expectedBytes) throws IOException {
    try (InputStream bytes = connection.getInputStream()) {
      return BigBody.digestOf(bytes, expectedBytes);
    }
  }

  private static String error(HttpURLConnection connection) throws IOException {
    try (InputStream bytes = connection.getErrorStream()) {
      return bytes == null ? "" : new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static long run(HttpURLConnection connection) {
    String timing = connection.getHeaderField("Server-Timing");
    Matcher run = RUN.matcher(timing == null ? "" : timing);
    return run.find() ? Math.round(Double.parseDouble(run.group(1)) * 1e6) : 0;
  }
}
