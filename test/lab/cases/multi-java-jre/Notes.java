import com.sun.net.httpserver.HttpServer;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a file when it starts, and answers with what it has written. */
public final class Notes {
  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 0) {
      var connection = (HttpURLConnection) URI.create("http://127.0.0.1:8080/").toURL().openConnection();
      System.exit(connection.getResponseCode() == 200 ? 0 : 1);
    }
    var file = Path.of("/var/lib/notes", "first.txt");
    Files.writeString(file, "written in " + System.getenv("NOTES_FOLDER") + "\n");
    var server = HttpServer.create(new InetSocketAddress(8080), 0);
    server.createContext(
        "/",
        exchange -> {
          var body = Files.readAllBytes(file);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }
}
