import com.sun.net.httpserver.HttpServer;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;

/** A server, and the client that looks whether it is well. */
public final class Pulse {
  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 0) {
      var connection = (HttpURLConnection) URI.create("http://127.0.0.1:8080/health").toURL().openConnection();
      System.exit(connection.getResponseCode() == 200 ? 0 : 1);
    }
    var server = HttpServer.create(new InetSocketAddress(8080), 0);
    server.createContext(
        "/health",
        exchange -> {
          exchange.sendResponseHeaders(200, 5);
          exchange.getResponseBody().write("well\n".getBytes());
          exchange.close();
        });
    server.start();
  }
}
