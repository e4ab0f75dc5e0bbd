package org.example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Says what it was told to say to whom a file beside the project names. */
public class Greeter {
  public static void main(String[] args) throws IOException {
    String whom = Files.readString(Path.of("settings/whom.txt")).strip();
    System.out.println(System.getProperty("greeting") + " " + whom);
  }
}
