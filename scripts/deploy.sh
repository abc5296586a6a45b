#!/usr/bin/env bash
# The deployment guide's name for `vantrexia deploy`: the release comes in TAG (or RELEASE_ID), everything else is passed on.
#
#   TAG=1f2e3d… scripts/deploy.sh [--image backend=sha256:… …]
#
# There is no default: a deploy without a named release would bring whatever `latest` happens to be.
set -euo pipefail

release="${RELEASE_ID:-${TAG:-}}"
if [ -z "$release" ]; then
    echo "no release was named. TAG=HASH scripts/deploy.sh, or vantrexia deploy --release HASH" >&2
    exit 2
fi
# The checkout's own environment where nothing is installed for the whole host.
root="$(dirname "${BASH_SOURCE[0]}")/.."
PATH="$PATH:$root/.venv/bin:$root/build/tool/bin"
exec vantrexia deploy --release "$release" "$@"
