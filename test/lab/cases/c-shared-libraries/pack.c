/* Packs a text, keeps it in a database and reads it back, with two libraries of the system. */
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

int main(void) {
  char text[1000];
  memset(text, 'a', sizeof text);
  unsigned char packed[1000];
  uLongf length = sizeof packed;
  if (compress(packed, &length, (const unsigned char *)text, sizeof text) != Z_OK) return 1;

  sqlite3 *database;
  sqlite3_stmt *statement;
  if (sqlite3_open(":memory:", &database) != SQLITE_OK) return 2;
  sqlite3_exec(database, "create table kept (body blob)", NULL, NULL, NULL);
  sqlite3_prepare_v2(database, "insert into kept values (?)", -1, &statement, NULL);
  sqlite3_bind_blob(statement, 1, packed, (int)length, SQLITE_STATIC);
  if (sqlite3_step(statement) != SQLITE_DONE) return 3;
  sqlite3_finalize(statement);

  sqlite3_prepare_v2(database, "select body from kept", -1, &statement, NULL);
  if (sqlite3_step(statement) != SQLITE_ROW) return 4;
  unsigned char unpacked[1000];
  uLongf size = sizeof unpacked;
  if (uncompress(unpacked, &size, sqlite3_column_blob(statement, 0),
                 (uLong)sqlite3_column_bytes(statement, 0)) != Z_OK)
    return 5;
  printf("%lu of %zu bytes, packed to less than 50: %s\n", (unsigned long)size, sizeof text,
         length < 50 ? "yes" : "no");
  sqlite3_finalize(statement);
  return sqlite3_close(database) == SQLITE_OK ? 0 : 6;
}
