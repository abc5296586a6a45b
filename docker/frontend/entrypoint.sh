#!/bin/bash
# Before serving: write what this host's page needs to know, and hand the hashed assets to the edge.
#
# /srv/assets is a volume shared by all releases on the host. Names are hashes, so the files of two releases lie side by side; a page
# that is open during a deploy still finds its chunks. .releases/ID lists what a release brought; the files of all but the
# KEEP_RELEASES newest releases are removed.
set -euo pipefail

mkdir -p /tmp/run
printf '{"api_base_url":"%s","stream_url":"%s","release_id":"%s"}\n' \
    "${API_URL:-}" "${STREAM_URL:-/api/v1/stream/}" "$RELEASE_ID" >/tmp/run/config.json

publish_assets() {
    local target=/srv/assets/assets releases=/srv/assets/.releases list file
    mkdir -p "$target" "$releases"
    list="$(cd /srv/app/assets && find . -type f -printf '%P\n')"
    while IFS= read -r file; do
        mkdir -p "$target/$(dirname "$file")"
        # Whole or not at all: the edge may be reading.
        cp "/srv/app/assets/$file" "$target/$file.$$"
        mv -f "$target/$file.$$" "$target/$file"
    done <<<"$list"
    # The newest last: a release that is started again (rollback) counts as new.
    printf '%s\n' "$list" >"$releases/.$$"
    mv -f "$releases/.$$" "$releases/$RELEASE_ID"
}

prune_assets() {
    local target=/srv/assets/assets releases=/srv/assets/.releases keep="${KEEP_RELEASES:-4}"
    local -a newest
    mapfile -t newest < <(find "$releases" -maxdepth 1 -type f -not -name '.*' -printf '%T@ %p\n' | sort -rn | cut -d' ' -f2-)
    [ "${#newest[@]}" -gt "$keep" ] || return 0
    rm -f "${newest[@]:keep}"
    sort -u "${newest[@]:0:keep}" >/tmp/run/kept
    (cd "$target" && find . -type f -printf '%P\n' | sort | comm -23 - /tmp/run/kept | while IFS= read -r file; do rm -f "$file"; done)
}

if [ -w /srv/assets ]; then
    publish_assets
    prune_assets
fi

exec "$@"
