package dev.oneshot.faults.function;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * Does what its {@link Order} says and notes it in the ledger. Its result begins with a line that
 * names job, attempt and worker, so that no two executions give the same bytes.
 */
public final class Work implements RequestStreamHandler {
  private static final int BLOCK_BYTES = 256 * 1024;

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    Order order = Order.read(input);
    Map<String, String> facts = context.getClientContext().getEnvironment();
    String execution =
        context.getAwsRequestId()
            + ' '
            + facts.get("oneshot.attempt")
            + ' '
            + facts.get("oneshot.worker.id")
            + ' '
            + ProcessHandle.current().pid();
    LedgerFile ledger = new LedgerFile(order.ledger(), execution);
    ledger.note("start", "");
    try {
      boolean dies = Integer.parseInt(facts.get("oneshot.attempt")) <= order.deaths();
      if (dies) {
        pass(order.millis() / 2);
        die();
      }
      order.deed().run(facts);
      DigestOutputStream digesting = new DigestOutputStream(output, sha256());
      write(execution, order, digesting);
      byte[] digest = digesting.getMessageDigest().digest();
      ledger.note("end", ' ' + HexFormat.of().formatHex(digest));
    } catch (InterruptedException e) {
      ledger.note("stop", "");
      throw new InterruptedIOException("told to stop");
    }
  }

  private static void write(String execution, Order order, OutputStream output)
      throws IOException, InterruptedException {
    byte[] line = (execution + '\n').getBytes(StandardCharsets.US_ASCII);
    long left = order.bytes() - line.length;
    long blocks = Math.max(1, (left + BLOCK_BYTES - 1) / BLOCK_BYTES);
    output.write(line);
    byte[] block = new byte[Math.clamp(left, 0, BLOCK_BYTES)];
    for (long i = 0; i < blocks; i++) {
      pass(order.millis() / blocks);
      int count = Math.clamp(left, 0, block.length);
      output.write(block, 0, count);
      left -= count;
    }
  }

  private static void pass(long millis) throws InterruptedException {
    Thread.sleep(millis);
  }

  // by a signal, as the kernel's memory killer would
  private static void die() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid()))
        .start()
        .waitFor();
    Thread.sleep(Long.MAX_VALUE);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}
