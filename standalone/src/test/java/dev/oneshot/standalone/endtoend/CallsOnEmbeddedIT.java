package dev.oneshot.standalone.endtoend;

class CallsOnEmbeddedIT extends CallsContract {
  CallsOnEmbeddedIT() {
    super(Backing.embedded(512L << 20));
  }
}
