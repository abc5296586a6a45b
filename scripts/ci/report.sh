#!/usr/bin/env bash
# The end, whatever happened: a status at the commit and a message to Slack. NEEDS is GitHub's `toJSON(needs)`.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
need NEEDS GITHUB_TOKEN GITHUB_REPOSITORY GITHUB_SHA
exec "$PYTHON" "$ROOT/scripts/ci/report.py"
