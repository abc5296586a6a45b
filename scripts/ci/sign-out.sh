#!/usr/bin/env bash
# Leave no sign-in behind on the machine.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
need IMAGE_PREFIX
docker logout "${IMAGE_PREFIX%%/*}"
