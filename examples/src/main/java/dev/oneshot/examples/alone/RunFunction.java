package dev.oneshot.examples.alone;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * Calls one function from the command line: its class name is the argument, standard input the
 * request, standard output the result. What the function prints goes to standard error. There is no
 * context, as in a platform that says nothing.
 */
public final class RunFunction {

  private RunFunction() {}

  /** Ends with a stack trace and exit code 1 when the function fails. */
  public static void main(String[] args) throws Exception {
    if (args.length != 1) {
      System.err.println("Usage: RunFunction <class name of a RequestStreamHandler>");
      System.exit(2);
    }
    PrintStream result = System.out;
    System.setOut(System.err);
    call(args[0], System.in, result);
    result.flush();
  }

  @SuppressWarnings("NullAway") // No platform, no context: functions must cope with it.
  static void call(String handler, InputStream request, OutputStream result) throws Exception {
    RequestStreamHandler function =
        Class.forName(handler)
            .asSubclass(RequestStreamHandler.class)
            .getDeclaredConstructor()
            .newInstance();
    function.handleRequest(request, result, null);
  }
}
