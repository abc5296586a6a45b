#!/usr/bin/env bash
# Get a Docker engine with Compose v2 and Buildx running on a bare Debian 12 machine, as root, from Debian's packages alone.
#
#   scripts/airgap/engine.sh           start what is missing; does nothing when everything is there
#   scripts/airgap/engine.sh --check   exit 0 when engine, Compose and Buildx answer, 1 otherwise; changes nothing
#
# The engine is Debian 12's. Compose and Buildx are Debian 13's (12 has no Compose v2), unpacked into the folder the
# docker client looks for plugins in. Without systemd as process 1 the engine is started in the background by this script
# and keeps running after it.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

PLUGINS=/usr/local/lib/docker/cli-plugins
LOG=/var/log/vantrexia-dockerd.log

everything_answers() {
    have_engine && docker compose version >/dev/null 2>&1 && docker buildx version >/dev/null 2>&1
}

install_engine() {
    command -v dockerd >/dev/null && command -v iptables >/dev/null && command -v debootstrap >/dev/null && return
    say "installing the engine from this machine's Debian packages"
    # Another installation on this machine is waited for, not failed over.
    apt-get -o DPkg::Lock::Timeout=300 update -qq
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends \
        docker.io iptables debootstrap ca-certificates xz-utils >/dev/null
}

install_plugins() {
    docker compose version >/dev/null 2>&1 && docker buildx version >/dev/null 2>&1 && return
    say "installing Compose v2 and Buildx from Debian 13's packages"
    local work
    work="$(mktemp -d)"
    (cd "$work" && fetch_packages trixie docker-compose docker-buildx)
    mkdir -p "$PLUGINS"
    local package
    for package in "$work"/*.deb; do
        dpkg-deb -x "$package" "$work/root"
    done
    find "$work/root" -path '*cli-plugins/docker-*' -type f -exec install -m 0755 {} "$PLUGINS/" \;
    rm -rf "$work"
}

# A container network with a larger packet size than the way out loses large packets where ICMP is filtered.
outgoing_mtu() {
    local device
    device="$(ip -o route show default 2>/dev/null | sed -n 's/.* dev \([^ ]*\).*/\1/p' | head -n 1)"
    cat "/sys/class/net/${device:-none}/mtu" 2>/dev/null || echo 1500
}

start_engine() {
    have_engine && return
    if [ -d /run/systemd/system ]; then
        systemctl start docker
    else
        say "starting dockerd in the background (log: $LOG)"
        # Left over by a machine that was stopped hard; dockerd refuses to start over it.
        pgrep -x dockerd >/dev/null || rm -f /var/run/docker.pid
        setsid nohup dockerd --mtu "$(outgoing_mtu)" >>"$LOG" 2>&1 </dev/null &
    fi
    local _
    for _ in $(seq 1 60); do
        have_engine && return
        sleep 0.5
    done
    tail -n 20 "$LOG" >&2 || true
    die "the engine does not answer after 30 s" "read $LOG; the machine must allow namespaces, cgroups and iptables to root"
}

if [ "${1:-}" = "--check" ]; then
    everything_answers
    exit
fi
[ $# -eq 0 ] || die "unknown option: $1" "engine.sh takes --check or nothing"
everything_answers && exit 0
[ "$(id -u)" = 0 ] || die "an engine can only be installed and started by root" "run it with sudo, or start Docker yourself"
command -v apt-get >/dev/null || die "this is no Debian machine" "install Docker with Compose v2 and Buildx your own way"
install_engine
install_plugins
start_engine
everything_answers || die "the engine runs but Compose or Buildx does not answer" "docker compose version; docker buildx version"
say "engine $(docker version --format '{{.Server.Version}}'), compose $(docker compose version --short)"
