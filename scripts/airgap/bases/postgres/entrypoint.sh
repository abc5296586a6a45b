#!/bin/bash
# The part of the official image's entry point that our Compose file relies on: make the cluster on first start with SCRAM and
# a password from a file, create the database, run /docker-entrypoint-initdb.d, then become the server.
set -euo pipefail

from_file() {
    local name="$1" file_name="${1}_FILE"
    if [ -n "${!file_name:-}" ]; then
        printf -v "$name" '%s' "$(<"${!file_name}")"
    fi
}

initialise() {
    from_file POSTGRES_PASSWORD
    : "${POSTGRES_PASSWORD:?set POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE}"
    local user="${POSTGRES_USER:-postgres}"
    local database="${POSTGRES_DB:-$user}"
    initdb --pgdata="$PGDATA" --username="$user" --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") \
        --auth-local=trust --auth-host=scram-sha-256 --encoding=UTF8 --data-checksums >/dev/null
    printf 'host all all all scram-sha-256\n' >>"$PGDATA/pg_hba.conf"
    pg_ctl --pgdata="$PGDATA" --silent --wait --options='-c listen_addresses=' start
    [ "$database" = postgres ] || psql --quiet --username="$user" --dbname=postgres --set=name="$database" \
        <<<'CREATE DATABASE :"name";'
    local script
    for script in /docker-entrypoint-initdb.d/*; do
        case "$script" in
            *.sh)
                # shellcheck source=/dev/null
                . "$script"
                ;;
            *.sql) psql --quiet --set=ON_ERROR_STOP=1 --username="$user" --dbname="$database" --file="$script" ;;
        esac
    done
    pg_ctl --pgdata="$PGDATA" --silent --wait --mode=fast stop
}

if [ "${1:-postgres}" = postgres ]; then
    shift || true
    mkdir -p "$PGDATA"
    chmod 0700 "$PGDATA"
    [ -s "$PGDATA/PG_VERSION" ] || initialise
    exec postgres -D "$PGDATA" -c listen_addresses='*' "$@"
fi
exec "$@"
