#!/bin/sh
set -e
if [ "$1" = "version" ]; then
  echo "report 1"
  exit 0
fi
exec java -Xmx64m Report "$@"
