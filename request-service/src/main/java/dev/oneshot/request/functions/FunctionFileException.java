package dev.oneshot.request.functions;

/** The file of functions cannot be used; the message says where and what would be right. */
public final class FunctionFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  FunctionFileException(String file, String what) {
    super("The functions in " + file + " cannot be used: " + what);
  }
}
