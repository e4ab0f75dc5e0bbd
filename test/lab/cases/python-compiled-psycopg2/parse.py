import sys

import psycopg2
from psycopg2.extensions import parse_dsn

print(sorted(parse_dsn(sys.argv[1]).items()))
print("libpq", psycopg2.__libpq_version__ >= 150000)
