/** Says what its system properties say. */
public final class Shout {
  public static void main(String[] arguments) {
    System.out.println("voice: " + System.getProperty("voice", "none"));
    System.out.println("at most 64 MB: " + (Runtime.getRuntime().maxMemory() <= 64L << 20));
  }
}
