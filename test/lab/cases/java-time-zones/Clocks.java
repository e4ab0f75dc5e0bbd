import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;

/** The same moment on several clocks: of the process, of Java's own table, and whether the system has one. */
public final class Clocks {
  public static void main(String[] arguments) {
    var moment = Instant.parse("2026-07-01T12:00:00Z");
    System.out.println(ZoneId.systemDefault() + " " + moment.atZone(ZoneId.systemDefault()).toLocalTime());
    System.out.println("Europe/Vienna " + moment.atZone(ZoneId.of("Europe/Vienna")).toLocalTime());
    System.out.println("system zones: " + Files.exists(Path.of("/usr/share/zoneinfo/Asia/Tokyo")));
    System.out.println(Charset.defaultCharset() + " ü " + Locale.getDefault().getLanguage().length());
  }
}
