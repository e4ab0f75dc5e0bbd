/* Prints the primes up to a limit. */
#include <stdio.h>
#include <stdlib.h>

int main(int count, char **words) {
  if (count != 2) {
    fprintf(stderr, "usage: primes LIMIT\n");
    return 2;
  }
  for (int number = 2, limit = atoi(words[1]); number <= limit; number++) {
    int divisor = 2;
    while (divisor * divisor <= number && number % divisor != 0) divisor++;
    if (divisor * divisor > number) printf("%d\n", number);
  }
  return 0;
}
