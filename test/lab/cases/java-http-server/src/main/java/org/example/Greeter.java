package org.example;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Greets whoever asks, with a text that is a resource of the jar. */
public final class Greeter {
  public static void main(String[] arguments) throws IOException {
    String greeting;
    try (var resource = Greeter.class.getResourceAsStream("/greeting.txt")) {
      greeting = new String(resource.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
    var server = HttpServer.create(new InetSocketAddress(8080), 0);
    server.createContext("/", exchange -> answer(exchange, 404, "nothing here\n"));
    server.createContext(
        "/greet/",
        exchange -> {
          var name = exchange.getRequestURI().getPath().substring("/greet/".length());
          answer(exchange, 200, greeting + ", " + name + "\n");
        });
    server.start();
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.sendResponseHeaders(status, bytes.length);
    try (var body = exchange.getResponseBody()) {
      body.write(bytes);
    }
  }
}
