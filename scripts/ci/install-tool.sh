#!/usr/bin/env bash
# Install the `vantrexia` command from its lock into build/tool: every file by hash, nothing else.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
cd "$ROOT"
"$PYTHON" -m venv build/tool
build/tool/bin/pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/tool.txt
build/tool/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index ./ops
build/tool/bin/vantrexia --version
