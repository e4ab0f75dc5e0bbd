#include <stdio.h>

#include "add.h"

int main(int count, char **words) {
  printf("%ld\n", add(count - 1, words + 1));
  return 0;
}
