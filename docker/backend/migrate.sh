#!/bin/sh
# The one-off container of a deploy: bring the schema up to this release, then make the partitions the next months need.
set -eu
python3 manage.py migrate --noinput
python3 manage.py ensure_partitions
