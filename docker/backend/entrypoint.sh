#!/bin/sh
# Point NAME_FILE at every secret in /run/secrets, then become the command, so that signals reach it and not a shell.
# Only names travel in the environment; the values stay in the files.
set -eu

for file in "${SECRETS_DIRECTORY:-/run/secrets}"/[A-Z]*; do
    [ -f "$file" ] || continue
    export "${file##*/}_FILE=$file"
done

# PostgreSQL's own library reads the authority it believes from a file, whoever connects; `sslrootcert` in an address goes before it.
if [ -n "${DATABASE_CA_FILE:-}" ]; then
    export PGSSLROOTCERT="$DATABASE_CA_FILE"
fi

exec "$@"
