package dev.oneshot.worker.functions;

import com.amazonaws.services.lambda.runtime.Context;

/** A function on objects, declared by way of a superclass of its own. */
public final class Greeting extends TypedHandler<Greeting.Answer, Greeting.Person> {
  /** Input. */
  public record Person(String name, int age) {}

  /** Output. */
  public record Answer(String text) {}

  @Override
  public Answer handleRequest(Person person, Context context) {
    return new Answer("hello " + person.name() + ", " + person.age());
  }
}
