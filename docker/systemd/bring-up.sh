#!/bin/bash
# Start what state/current.env names, in order, and wait until each part is healthy: bring-up.sh ENV_FILE [--force]
# Safe to run while everything runs: nothing that is as it should be is touched, nothing is pulled, no migration is run.
# While somebody deploys it is not as current.env names it: refused with 3, as `vantrexia` would, unless --force (the unit) is given.
set -euo pipefail

env_file="$(realpath "$1")"
cd "$(dirname "$0")/../.."
if [ "${2:-}" != --force ]; then
    holder="$(python3 -I -S docker/systemd/who_deploys.py "$(dirname "$env_file")/lease.json" || true)"
    if [ -n "$holder" ]; then
        echo "nothing was started: this host is being changed by $holder. Let it end (\`vantrexia status\`); --force starts all the same." >&2
        exit 3
    fi
fi
set -a
# shellcheck source=/dev/null
. "$env_file"
set +a
stack="${VANTREXIA_STACK:-vantrexia}"
# The project of the release: the colour's, or the stack's own when the release was started from cold.
release="${VANTREXIA_RELEASE_PROJECT:-$stack-${VANTREXIA_COLOUR:?$env_file does not say which colour serves}}"
files=(-f docker-compose.prod.yml)
IFS=: read -ra overrides <<<"${VANTREXIA_COMPOSE_OVERRIDES:-}"
for override in "${overrides[@]}"; do files+=(-f "$override"); done

compose() {
    local project="$1"
    shift
    docker compose --env-file "$env_file" -p "$project" "${files[@]}" "$@"
}
up() { compose "$1" up --detach --wait --no-deps --no-build --pull never --quiet-pull "${@:2}"; }

data=(redis redis-cache)
case ",${COMPOSE_PROFILES:-}," in *,postgres,*) data+=(postgres) ;; esac

# The networks and volumes belong to the stack's own project, whichever project is first to need them.
compose "$stack" up --no-start --no-deps --no-build --pull never nginx celery-beat "${data[@]}"
up "$stack" "${data[@]}"
up "$release" frontend backend stream celery celery-bulk
up "$stack" nginx celery-beat
