#!/usr/bin/env bash
# Dependency review of a pull request: between the commits BASE and HEAD, as GitHub's dependency graph tells.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
need GITHUB_TOKEN GITHUB_REPOSITORY BASE HEAD
exec "$PYTHON" "$ROOT/scripts/ci/review_dependencies.py"
