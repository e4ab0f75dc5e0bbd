import java.util.Arrays;
import java.util.stream.Collectors;

/** Counts the letters of its arguments. */
public final class Count {
  public static void main(String[] words) {
    System.out.println(
        Arrays.stream(words)
            .map(word -> new Word(word, word.length()))
            .map(Word::toString)
            .collect(Collectors.joining("\n")));
  }
}
