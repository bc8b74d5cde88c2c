package dev.oneshot.standalone.endtoend;

class CallsOnRabbitIT extends CallsContract {
  CallsOnRabbitIT() {
    super(Backing.shared());
  }
}
