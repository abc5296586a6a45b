#!/usr/bin/env bash
# Install the `vantrexia` command from its lock into build/tool: every file by hash, nothing else.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
cd "$ROOT"
"$PYTHON" -m venv build/tool
build/tool/bin/pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/tool.txt
# From a copy: a build leaves its own files beside the sources.
rm -rf build/tool-source
mkdir build/tool-source
cp -R ops/pyproject.toml ops/vantrexia_ops build/tool-source/
build/tool/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index ./build/tool-source
build/tool/bin/vantrexia --version
