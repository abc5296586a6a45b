#!/usr/bin/env bash
# The name of the release: the commit's hash; a weekly rebuild of the same commit carries its week. FRESH=true is the weekly one.
# Also hands on when the commit was made: lead time is counted from there.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
cd "$ROOT"
commit=${GITHUB_SHA:-$(git rev-parse HEAD)}
release=$commit
[ "${FRESH:-false}" != true ] || release=$commit-w$(date -u +%G-%V)
output release "$release"
output committed_at "$(git show --no-patch --format=%cI "$commit")"
