/* Uses libpq and libcurl, with the dozens of libraries behind them, and reads a file beside it. */
#include <curl/curl.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <string.h>

int main(void) {
  char title[64] = "";
  FILE *file = fopen("title.txt", "r");
  if (!file || !fgets(title, sizeof title, file)) return 1;
  fclose(file);
  title[strcspn(title, "\n")] = 0;
  CURL *curl = curl_easy_init();
  if (!curl) return 2;
  char *text = curl_easy_escape(curl, title, 0);
  PGconn *connection = PQconnectdb("host=127.0.0.1 port=1 connect_timeout=1");
  printf("%s: libpq %d, thread-safe %d, connected %d\n", text, PQlibVersion() / 10000, PQisthreadsafe(),
         PQstatus(connection) == CONNECTION_OK);
  PQfinish(connection);
  curl_free(text);
  curl_easy_cleanup(curl);
  return 0;
}
