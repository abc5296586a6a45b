#!/bin/bash
# Stop what bring-up.sh starts, the edge first and the data last, each with its grace period: bring-down.sh ENV_FILE
set -euo pipefail

env_file="$(realpath "$1")"
cd "$(dirname "$0")/../.."
set -a
# shellcheck source=/dev/null
. "$env_file"
set +a
stack="${VANTREXIA_STACK:-vantrexia}"
release="${VANTREXIA_RELEASE_PROJECT:-$stack-${VANTREXIA_COLOUR:?$env_file does not say which colour serves}}"
files=(-f docker-compose.prod.yml)
IFS=: read -ra overrides <<<"${VANTREXIA_COMPOSE_OVERRIDES:-}"
for override in "${overrides[@]}"; do files+=(-f "$override"); done

compose() {
    local project="$1"
    shift
    docker compose --env-file "$env_file" -p "$project" "${files[@]}" --profile postgres "$@"
}

compose "$stack" stop nginx celery-beat
compose "$release" stop frontend backend stream celery celery-bulk
compose "$stack" stop redis redis-cache postgres
