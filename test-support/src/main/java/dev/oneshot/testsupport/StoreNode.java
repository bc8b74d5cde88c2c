package dev.oneshot.testsupport;

/** One MongoDB of some kind. Called by {@link TestStore} under its lock. */
interface StoreNode extends Attempt.Described {
  TestStore.Kind kind();

  /** Without a database; the same through an outage. */
  String uri();

  /** Drops every connection and refuses new ones, keeping the data. */
  void outage();

  /** Ends the outage, on the same port. */
  void recover();

  /** Ends it, leaving nothing behind. */
  void close();
}
