#!/bin/sh
set -e
export LEVEL="${LEVEL:-info}"
exec "$@"
