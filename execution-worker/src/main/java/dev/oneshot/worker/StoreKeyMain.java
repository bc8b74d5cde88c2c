package dev.oneshot.worker;

import com.mongodb.ConnectionString;
import dev.oneshot.job.mongo.StoreUri;
import dev.oneshot.worker.wire.Primary;
import dev.oneshot.worker.wire.StoreAddress;
import dev.oneshot.worker.wire.StoreKey;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Logs in to the store of {@code ONESHOT_STORE_URI} and prints the key of that login, for {@code
 * ONESHOT_STORE_KEY} of workers, or nothing where a login needs none. It is a secret like the
 * password.
 */
public final class StoreKeyMain {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private StoreKeyMain() {}

  public static void main(String[] arguments) {
    try {
      StoreKey key = key(StoreUri.read(System.getenv().getOrDefault("ONESHOT_STORE_URI", "")));
      if (key != null) {
        System.out.println(key.text());
      }
    } catch (IOException | IllegalArgumentException e) {
      System.err.println(e.getMessage());
      for (Throwable ofOneHost : e.getSuppressed()) {
        System.err.println("  " + ofOneHost.getMessage());
      }
      System.exit(1);
    }
  }

  private static @Nullable StoreKey key(ConnectionString uri) throws IOException {
    StoreAddress address = StoreAddress.of(uri).orElse(null);
    if (address == null || address.login() == null) {
      return null;
    }
    try (Primary primary = Primary.find(address, PATIENCE, PATIENCE)) {
      return primary.key();
    }
  }
}
