#!/bin/sh
exec python3 /app/kestra.py "$@"
