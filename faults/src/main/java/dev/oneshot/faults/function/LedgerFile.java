package dev.oneshot.faults.function;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The ledger as one execution sees it. Lines of all workers go to one file, each by one write at
 * its end ({@code O_APPEND}), which the kernel keeps apart; what is written outlives the process
 * that wrote it, whatever kills it. Not forced to disk: no row takes the machine's power away.
 *
 * <pre>
 * start JOB ATTEMPT WORKER PID EPOCH_MILLIS
 * end   JOB ATTEMPT WORKER PID EPOCH_MILLIS SHA256-OF-THE-RESULT
 * stop  JOB ATTEMPT WORKER PID EPOCH_MILLIS
 * </pre>
 */
record LedgerFile(Path path, String execution) {
  void note(String what, String more) throws IOException {
    String line = what + ' ' + execution + ' ' + System.currentTimeMillis() + more + '\n';
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      file.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
    }
  }
}
