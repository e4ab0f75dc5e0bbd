/* Tells the time of a moment, in the zone of the environment: linked statically, it still reads files. */
#include <stdio.h>
#include <time.h>

int main(void) {
  const time_t moment = 1767225600; /* 2026-01-01 00:00 UTC */
  char text[64];
  strftime(text, sizeof text, "%Y-%m-%d %H:%M %Z", localtime(&moment));
  puts(text);
  return 0;
}
