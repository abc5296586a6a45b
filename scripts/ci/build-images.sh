#!/usr/bin/env bash
# Stage 2: build the three images of RELEASE_ID for ARM. Nothing leaves the machine yet.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/bake.sh"
need RELEASE_ID IMAGE_PREFIX
export RELEASE_ID IMAGE_PREFIX
cd "$ROOT"
make_builder
bake --set "*.output=type=cacheonly"
