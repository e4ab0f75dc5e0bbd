/** Prints a line for every argument. */
public class Report {
  public static void main(String[] args) {
    for (String day : args) System.out.println("report of " + day);
  }
}
