package dev.oneshot.worker.execution;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;

/** Finds the class of a declared handler, {@code pkg.Class} or {@code pkg.Class::handleRequest}. */
final class HandlerLoader {
  private static final String METHOD = "::handleRequest";

  private HandlerLoader() {}

  /**
   * A new instance, as a stream handler.
   *
   * @throws UnavailableException when there is no such handler
   * @throws Throwable what its constructor or static initialiser threw
   */
  static RequestStreamHandler load(String handler) throws Throwable {
    Class<?> type = find(handler);
    boolean isStreamHandler = RequestStreamHandler.class.isAssignableFrom(type);
    if (!isStreamHandler && !RequestHandler.class.isAssignableFrom(type)) {
      throw new UnavailableException(
          type.getName() + " implements neither RequestStreamHandler nor RequestHandler");
    }
    Object instance = create(type);
    return isStreamHandler
        ? (RequestStreamHandler) instance
        : ObjectHandler.of((RequestHandler<?, ?>) instance);
  }

  private static Class<?> find(String handler) throws UnavailableException {
    String name =
        handler.endsWith(METHOD)
            ? handler.substring(0, handler.length() - METHOD.length())
            : handler;
    if (name.contains("::")) {
      throw new UnavailableException(
          "only the method handleRequest of a handler interface can be called, not " + handler);
    }
    try {
      return Class.forName(name, false, HandlerLoader.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new UnavailableException("the worker has no class " + name);
    } catch (LinkageError e) {
      throw new UnavailableException("the class " + name + " cannot be loaded: " + e);
    }
  }

  private static Object create(Class<?> type) throws Throwable {
    try {
      Constructor<?> constructor = type.getConstructor();
      return constructor.newInstance();
    } catch (NoSuchMethodException e) {
      throw new UnavailableException(
          type.getName() + " has no public constructor without arguments");
    } catch (InstantiationException | IllegalAccessException e) {
      throw new UnavailableException(
          type.getName() + " cannot be created: it must be public and not abstract");
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }
}
