#include "add.h"

#include <stdlib.h>

long add(int count, char *const *words) {
  long total = 0;
  for (int index = 0; index < count; index++) total += strtol(words[index], NULL, 10);
  return total;
}
