# shellcheck shell=bash
# Shared by the scripts beside it: where Debian is fetched from, where built bases are kept, how to say something.
# Sourced, never run. No mirror is written down anywhere: it is whatever this machine's own apt uses.

set -euo pipefail

AIRGAP_DIR="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
AIRGAP_CACHE="${VANTREXIA_AIRGAP_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/vantrexia/airgap}"
AIRGAP_PREFIX="${VANTREXIA_AIRGAP_PREFIX:-vantrexia-airgap}"
export AIRGAP_DIR AIRGAP_CACHE AIRGAP_PREFIX

say() { printf 'airgap: %s\n' "$*" >&2; }

die() {
    printf 'airgap: %s\n' "$1" >&2
    [ $# -lt 2 ] || printf 'HINT: %s\n' "$2" >&2
    exit 1
}

# The archive this machine installs Debian from (the one that carries its own release, not its security updates).
debian_mirror() {
    local mirror
    # shellcheck disable=SC2016,SC1091  # apt fills these in, not the shell; os-release is the machine's
    mirror="$(apt-get indextargets --format '$(ORIGIN) $(CODENAME) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
        awk -v own="$(. /etc/os-release && echo "${VERSION_CODENAME:-}")" '$1 == "Debian" && $2 == own {print $3; exit}')"
    [ -n "$mirror" ] || die "no Debian archive found in this machine's apt sources" \
        "run apt-get update first; these scripts need a Debian machine"
    printf '%s\n' "${mirror%/}"
}

# Download packages of another suite, checked against Debian's signed index, into the current directory.
#   fetch_packages SUITE PACKAGE...
fetch_packages() {
    local suite="$1" state
    shift
    state="$AIRGAP_CACHE/apt/$suite"
    mkdir -p "$state/lists/partial" "$state/archives/partial" "$state/etc"
    printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n' \
        "$(debian_mirror)" "$suite" >"$state/etc/sources.list"
    : >"$state/status"
    local options=(-qq
        -o "Dir::Etc::sourcelist=$state/etc/sources.list" -o "Dir::Etc::sourceparts=-"
        -o "Dir::State::lists=$state/lists" -o "Dir::State::status=$state/status"
        -o "Dir::Cache=$state" -o "Dir::Cache::archives=$state/archives"
        -o "Acquire::Check-Valid-Until=false" -o "APT::Sandbox::User=root" -o "Acquire::Languages=none" -o "Acquire::Retries=3")
    apt-get "${options[@]}" update
    apt-get "${options[@]}" download "$@"
}

have_engine() { docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }
