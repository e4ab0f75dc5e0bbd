package org.example;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.URLClassLoader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;

/** Compiles the formula beside it when it starts, as template engines do, and answers with what it yields. */
public final class Formula {
  public static void main(String[] arguments) throws Exception {
    var work = Files.createTempDirectory("formula");
    var source = work.resolve("Written.java");
    var formula = Files.readString(Path.of("formula.txt")).strip();
    Files.writeString(
        source, "public final class Written { public static long of(long x) { return " + formula + "; } }");
    var errors = new ByteArrayOutputStream();
    int code = ToolProvider.getSystemJavaCompiler().run(null, null, errors, source.toString());
    if (code != 0) throw new IllegalStateException(errors.toString(StandardCharsets.UTF_8));
    var loader = new URLClassLoader(new URL[] {work.toUri().toURL()});
    var method = loader.loadClass("Written").getMethod("of", long.class);
    var server = HttpServer.create(new InetSocketAddress(8080), 0);
    server.createContext(
        "/of/",
        exchange -> {
          byte[] bytes;
          try {
            var x = Long.parseLong(exchange.getRequestURI().getPath().substring("/of/".length()));
            bytes = (method.invoke(null, x) + "\n").getBytes(StandardCharsets.UTF_8);
          } catch (ReflectiveOperationException error) {
            throw new IllegalStateException(error);
          }
          exchange.sendResponseHeaders(200, bytes.length);
          try (var body = exchange.getResponseBody()) {
            body.write(bytes);
          }
        });
    server.start();
    System.out.println("ready");
  }
}
