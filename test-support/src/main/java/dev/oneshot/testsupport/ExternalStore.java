package dev.oneshot.testsupport;

import java.net.URI;
import java.util.Optional;

/** A MongoDB that somebody else runs; it is only ever given new databases. */
record ExternalStore(String uri) implements StoreNode {
  private static final Setting URI_SETTING = new Setting("ONESHOT_TEST_MONGODB_URI");

  static Attempt<StoreNode> attempt() {
    Optional<String> uri = URI_SETTING.value();
    return uri.isPresent()
        ? new Attempt.Started<>(new ExternalStore(uri.get()))
        : new Attempt.Unavailable<>(URI_SETTING.name() + " is not set");
  }

  @Override
  public TestStore.Kind kind() {
    return TestStore.Kind.EXTERNAL;
  }

  @Override
  public String description() {
    return "external MongoDB at " + URI.create(uri).getRawAuthority().replaceFirst("^.*@", "");
  }

  @Override
  public void outage() {
    throw new UnsupportedOperationException("An external MongoDB is not stopped for a test");
  }

  @Override
  public void recover() {
    outage();
  }

  @Override
  public void close() {}
}
