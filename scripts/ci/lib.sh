# What the scripts of the pipeline share; sourced, not run. Outside GitHub Actions outputs go to standard output and nothing is masked.
# shellcheck shell=bash

# shellcheck disable=SC2034 # for the scripts that source this
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
PYTHON=${PYTHON:-python3}

# need NAME...: end with one line when a variable is empty.
need() {
    local name
    for name in "$@"; do
        if [ -z "${!name:-}" ]; then
            echo "$name is not set: docs/deploying/pipeline.md lists what each script needs." >&2
            exit 2
        fi
    done
}

# output NAME VALUE: hand a value to the steps and jobs that come after.
output() {
    printf '%s=%s\n' "$1" "$2" >>"${GITHUB_OUTPUT:-/dev/stdout}"
}

# mask VALUE: GitHub hides a secret as it was stored; each line of one, and its base64, are other texts.
mask() {
    [ "${GITHUB_ACTIONS:-}" = true ] || return 0
    local line
    while IFS= read -r line; do
        [ "${#line}" -lt 4 ] || printf '::add-mask::%s\n' "$line"
    done <<<"$1"
    printf '::add-mask::%s\n' "$(printf '%s' "$1" | base64 -w0)"
}

# private_file TEXT: the path of a file only we may read, gone when the script ends.
PRIVATE=""
private_file() {
    if [ -z "$PRIVATE" ]; then
        PRIVATE=$(mktemp -d)
        chmod 0700 "$PRIVATE"
        trap 'rm -rf "$PRIVATE"' EXIT
    fi
    local path="$PRIVATE/$1"
    (umask 077 && printf '%s\n' "$2" >"$path")
    # shellcheck disable=SC2034 # the answer
    PRIVATE_FILE=$path
}
