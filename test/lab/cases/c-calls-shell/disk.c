/* Asks a shell, and programs that it finds, how many files a folder has. */
#include <stdio.h>
#include <stdlib.h>

int main(void) {
  FILE *pipe = popen("ls / | grep -c '^usr$'", "r");
  char line[64] = "";
  if (!pipe || !fgets(line, sizeof line, pipe) || pclose(pipe) != 0) return 1;
  printf("folders: %s", line);
  fflush(stdout);
  return system("echo from a shell");
}
