package dev.oneshot.request;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts one replica. README.md of this module lists the settings. */
@SpringBootApplication
public class RequestServiceApplication {
  public static void main(String[] arguments) {
    SpringApplication.run(RequestServiceApplication.class, arguments);
  }
}
