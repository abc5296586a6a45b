#!/usr/bin/env bash
# The deployment guide's name for `vantrexia smoke`: the five smoke tests, on this host or against any address.
#
#   scripts/smoke-tests.sh                                            what this host's configuration names
#   SMOKE_EMAIL=… SMOKE_PASSWORD=… scripts/smoke-tests.sh --base-url https://app.practice.example
set -euo pipefail

root="$(dirname "${BASH_SOURCE[0]}")/.."
PATH="$PATH:$root/.venv/bin:$root/build/tool/bin"
exec vantrexia smoke "$@"
