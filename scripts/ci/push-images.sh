#!/usr/bin/env bash
# Stage 3: push what stage 2 built (its layers are in the builder) with bill of materials and provenance, fill the registry's cache,
# and hand on each image's digest. The tag is the release's name, for people; everything after this goes by digest.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/bake.sh"
need RELEASE_ID IMAGE_PREFIX
export RELEASE_ID IMAGE_PREFIX
cd "$ROOT"
mkdir -p build
make_builder
words=(--push --sbom=true --provenance=mode=max --metadata-file build/images.json)
for name in backend frontend nginx; do
    words+=(--set "$name.cache-to=type=registry,ref=$IMAGE_PREFIX/$name:cache,mode=max,image-manifest=true,oci-mediatypes=true")
done
# The second pass of a weekly build begins neither from nothing again nor from what the registry keeps of the week before.
[ "${FRESH:-false}" != true ] || FRESH=built
bake "${words[@]}"
"$PYTHON" scripts/ci/read_digests.py build/images.json | while read -r name digest; do
    output "$name" "$digest"
    echo "$name $digest" >&2
done
