#!/usr/bin/env bash
# Sign in to the registry of IMAGE_PREFIX. The token is this job's own (not a person's) and goes through standard input.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
need IMAGE_PREFIX REGISTRY_USER REGISTRY_TOKEN
mask "$REGISTRY_TOKEN"
printf '%s' "$REGISTRY_TOKEN" | docker login "${IMAGE_PREFIX%%/*}" --username "$REGISTRY_USER" --password-stdin
