import java.security.KeyStore;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Says whom it trusts, who it is, and what time it is somewhere. */
public final class Trust {
  public static void main(String[] arguments) throws Exception {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    var authorities =
        Arrays.stream(factory.getTrustManagers())
            .mapToInt(manager -> ((X509TrustManager) manager).getAcceptedIssuers().length)
            .sum();
    System.out.println("authorities: " + (authorities > 100 ? "many" : authorities));
    System.out.println(System.getProperty("user.name") + " ü");
    System.out.println(Instant.EPOCH.atZone(ZoneId.of(arguments[0])).toLocalTime());
  }
}
