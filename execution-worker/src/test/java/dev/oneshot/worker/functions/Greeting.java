package dev.oneshot.worker.functions;

import com.amazonaws.services.lambda.runtime.Context;

/** A function on objects, declared by way of a superclass of its own. */
public final class Greeting extends TypedHandler<Greeting.Answer, Greeting.Person> {
  /** Input; AWS's library reads beans, not records. */
  public static final class Person {
    private String name = "";
    private int age;

    public void setName(String name) {
      this.name = name;
    }

    public void setAge(int age) {
      this.age = age;
    }
  }

  /** Output. */
  public static final class Answer {
    private final String text;

    private Answer(String text) {
      this.text = text;
    }

    public String getText() {
      return text;
    }
  }

  @Override
  public Answer handleRequest(Person person, Context context) {
    return new Answer("hello " + person.name + ", " + person.age);
  }
}
