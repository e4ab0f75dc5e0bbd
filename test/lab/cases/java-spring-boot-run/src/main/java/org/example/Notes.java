package org.example;

import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Two notes over HTTP. */
@SpringBootApplication
@RestController
public class Notes {
  private final List<String> notes = List.of("buy bread", "call home");
  private final String owner;

  public Notes(@Value("${notes.owner}") String owner) {
    this.owner = owner;
  }

  record Note(int number, String text, String owner) {}

  @GetMapping("/notes/{number}")
  public Note note(@PathVariable("number") int number) {
    return new Note(number, notes.get(number), owner);
  }

  public static void main(String[] arguments) {
    SpringApplication.run(Notes.class, arguments);
  }
}
