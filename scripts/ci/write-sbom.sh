#!/usr/bin/env bash
# A bill of materials (CycloneDX) of each image of RELEASE_ID, read from the images themselves, beside the one BuildKit attests.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
need RELEASE_ID IMAGE_PREFIX
cd "$ROOT"
"$PYTHON" -m venv build/sbom-tool
build/sbom-tool/bin/pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/sbom.txt
build/sbom-tool/bin/python docker/sbom.py --release "$RELEASE_ID" --prefix "$IMAGE_PREFIX" --out build/sbom
