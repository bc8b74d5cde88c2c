package dev.oneshot.worker.broker;

/** The methods of AMQP 0-9-1 that are spoken here: class and number of each. */
final class Method {
  static final int CONNECTION_START = of(10, 10);
  static final int CONNECTION_START_OK = of(10, 11);
  static final int CONNECTION_TUNE = of(10, 30);
  static final int CONNECTION_TUNE_OK = of(10, 31);
  static final int CONNECTION_OPEN = of(10, 40);
  static final int CONNECTION_OPEN_OK = of(10, 41);
  static final int CONNECTION_CLOSE = of(10, 50);
  static final int CONNECTION_CLOSE_OK = of(10, 51);
  static final int CONNECTION_BLOCKED = of(10, 60);
  static final int CONNECTION_UNBLOCKED = of(10, 61);
  static final int CHANNEL_OPEN = of(20, 10);
  static final int CHANNEL_OPEN_OK = of(20, 11);
  static final int CHANNEL_CLOSE = of(20, 40);
  static final int CHANNEL_CLOSE_OK = of(20, 41);
  static final int BASIC_QOS = of(60, 10);
  static final int BASIC_QOS_OK = of(60, 11);
  static final int BASIC_CONSUME = of(60, 20);
  static final int BASIC_CONSUME_OK = of(60, 21);
  static final int BASIC_CANCEL = of(60, 30);
  static final int BASIC_PUBLISH = of(60, 40);
  static final int BASIC_DELIVER = of(60, 60);
  static final int BASIC_ACK = of(60, 80);
  static final int BASIC_REJECT = of(60, 90);
  static final int BASIC_NACK = of(60, 120);
  static final int CONFIRM_SELECT = of(85, 10);
  static final int CONFIRM_SELECT_OK = of(85, 11);

  private Method() {}

  private static int of(int classId, int methodId) {
    return classId << 16 | methodId;
  }
}
