#!/usr/bin/env bash
# Stage 1: one of the checks, as `make` runs it here and everywhere. CHECK is lint, python, frontend, browser or deploy;
# CHECKS and SUITES narrow it down.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
need CHECK
cd "$ROOT"
export CI=true PYTHONUNBUFFERED=1
case $CHECK in
    lint) exec make lint PYTHON="$PYTHON" CHECKS="${CHECKS:-}" ;;
    # Every Python suite in one go: only together do they reach the coverage gate.
    python) exec make test PYTHON="$PYTHON" SUITES="${SUITES:-backend words failure ops sim}" ;;
    frontend | browser) exec make test PYTHON="$PYTHON" SUITES="$CHECK" ;;
    deploy) exec make test-deploy PYTHON="$PYTHON" ;;
    *)
        echo "There is no check $CHECK: lint, python, frontend, browser, deploy." >&2
        exit 2
        ;;
esac
