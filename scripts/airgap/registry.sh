#!/usr/bin/env bash
# Debian's docker-registry on loopback, so that a machine without any image registry still deploys by digest.
#
#   scripts/airgap/registry.sh start          install and start it; prints HOST:PORT; does nothing when it runs already
#   scripts/airgap/registry.sh push IMAGE…    push local images into it; prints one HOST:PORT/NAME@sha256:… line each
#   scripts/airgap/registry.sh stop           stop what `start` started; the stored images stay in the cache directory
#
# VANTREXIA_REGISTRY_PORT chooses the port (5000). The engine speaks plain HTTP to registries on 127.0.0.0/8 only, so the
# registry listens nowhere else.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

PORT="${VANTREXIA_REGISTRY_PORT:-5000}"
ADDRESS="127.0.0.1:$PORT"
HOME_DIR="$AIRGAP_CACHE/registry-$PORT"

answers() { python3 -c "import urllib.request as u; u.urlopen('http://$ADDRESS/v2/', timeout=2)" 2>/dev/null; }

start() {
    if ! answers; then
        if ! command -v docker-registry >/dev/null; then
            [ "$(id -u)" = 0 ] || die "docker-registry is not installed" "run this once as root"
            apt-get -o DPkg::Lock::Timeout=300 update -qq
            DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends \
                docker-registry >/dev/null
        fi
        mkdir -p "$HOME_DIR/data"
        cat >"$HOME_DIR/config.yml" <<CONFIG
version: 0.1
log: {level: warn}
storage:
  filesystem: {rootdirectory: $HOME_DIR/data}
  delete: {enabled: true}
http: {addr: "$ADDRESS"}
CONFIG
        setsid nohup docker-registry serve "$HOME_DIR/config.yml" >"$HOME_DIR/log" 2>&1 </dev/null &
        echo $! >"$HOME_DIR/pid"
        local _
        for _ in $(seq 1 40); do
            ! answers || break
            sleep 0.25
        done
        answers || { tail -n 5 "$HOME_DIR/log" >&2; die "the registry does not answer on $ADDRESS" "another program may own the port"; }
    fi
    echo "$ADDRESS"
}

push() {
    [ $# -gt 0 ] || die "push needs an image" "registry.sh push vantrexia/backend:RELEASE"
    start >/dev/null
    local image name digest
    for image in "$@"; do
        name="$ADDRESS/${image#*"$ADDRESS"/}"
        docker tag "$image" "$name"
        docker push --quiet "$name" >/dev/null
        digest="$(docker image inspect --format '{{range .RepoDigests}}{{println .}}{{end}}' "$name" | grep -F "${name%:*}@" | head -n 1)"
        [ -n "$digest" ] || die "the registry gave no digest for $image"
        echo "$digest"
    done
}

stop() {
    [ -f "$HOME_DIR/pid" ] || return 0
    kill "$(cat "$HOME_DIR/pid")" 2>/dev/null || true
    rm -f "$HOME_DIR/pid"
}

command="${1:-}"
[ $# -eq 0 ] || shift
case "$command" in
    start) start ;;
    push) push "$@" ;;
    stop) stop ;;
    *) die "unknown command: ${command:-none}" "registry.sh start | push IMAGE… | stop" ;;
esac
