#!/bin/sh
set -eu
case "$1" in
  serve | migrate) exec python /app/main.py "$@" ;;
  *) exec "$@" ;;
esac
