#!/usr/bin/env bash
# Build stand-ins for the official base images on a machine that reaches no image registry.
#
#   scripts/airgap/bases.sh                   all of python node nginx valkey postgres
#   scripts/airgap/bases.sh python nginx      only these; `postgres` is 18, `postgres15` and `postgres17` exist too
#   scripts/airgap/bases.sh --rebuild …       also what is there already
#   scripts/airgap/bases.sh --env             print NAME=image lines for docker buildx bake and Compose; builds nothing
#
# A stand-in is Debian by debootstrap plus Debian's own package of the program, laid out as the official image of the same
# program is (users, paths, entry point), so that docker/*/Dockerfile and docker-compose.prod.yml work on either.
# Root filesystems are kept under the cache directory; images stay in the engine until they are removed there.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# The suites: 13 for Python and Node; testing for nginx >= 1.30 and Valkey 9; PostgreSQL 15, 17, 18 are those of 12, 13, testing.
suite_of() {
    case "$1" in
        python | node | postgres17) echo trixie ;;
        nginx | valkey | postgres) echo forky ;;
        postgres15) echo bookworm ;;
        *) die "no stand-in is known for: $1" "known are python node nginx valkey postgres postgres15 postgres17" ;;
    esac
}

image_of() {
    case "$1" in
        python) echo "$AIRGAP_PREFIX/python:3.13" ;;
        node) echo "$AIRGAP_PREFIX/node:20" ;;
        nginx) echo "$AIRGAP_PREFIX/nginx:1.30" ;;
        valkey) echo "$AIRGAP_PREFIX/valkey:9" ;;
        postgres) echo "$AIRGAP_PREFIX/postgres:18" ;;
        postgres15 | postgres17) echo "$AIRGAP_PREFIX/postgres:${1#postgres}" ;;
    esac
}

print_env() {
    echo "PYTHON_BASE=$(image_of python)"
    echo "NODE_BASE=$(image_of node)"
    echo "NGINX_BASE=$(image_of nginx)"
    echo "VALKEY_IMAGE=$(image_of valkey)"
    echo "POSTGRES_IMAGE=$(image_of postgres)"
    echo "POSTGRES_15_IMAGE=$(image_of postgres15)"
    echo "POSTGRES_17_IMAGE=$(image_of postgres17)"
}

# A minimal Debian of the suite as a local image, with this machine's certificate authorities in it.
need_debian() {
    local suite="$1" image="$AIRGAP_PREFIX/debian:$1" tarball="$AIRGAP_CACHE/rootfs-$1.tar.gz" script work
    docker image inspect "$image" >/dev/null 2>&1 && return
    if [ ! -f "$tarball" ]; then
        say "debootstrap of $suite"
        # debootstrap knows no script for a suite younger than itself; what is coming is bootstrapped like sid.
        script="$suite"
        [ -e "/usr/share/debootstrap/scripts/$suite" ] || script=sid
        work="$(mktemp -d "$AIRGAP_CACHE/rootfs.XXXXXX")"
        debootstrap --variant=minbase "$suite" "$work/root" "$(debian_mirror)" "/usr/share/debootstrap/scripts/$script" \
            >"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; die "debootstrap of $suite failed"; }
        rm -rf "$work/root"/var/cache/apt/archives/*.deb "$work/root"/var/lib/apt/lists/*
        # What official slim images leave out as well: manuals, translations, documentation.
        rm -rf "$work/root"/usr/share/{doc,man,locale,info}/*
        install -D -m 0644 /etc/ssl/certs/ca-certificates.crt "$work/root/etc/ssl/certs/ca-certificates.crt"
        # … and where Debian's own package would look for them, should a base come to install it.
        mkdir -p "$work/root/usr/local/share/ca-certificates"
        find /usr/local/share/ca-certificates -name '*.crt' -exec cp {} "$work/root/usr/local/share/ca-certificates/" \;
        # A mirror of testing may lag behind the date in its own index; its signature is checked all the same.
        echo 'Acquire::Check-Valid-Until "false";' >"$work/root/etc/apt/apt.conf.d/50lagging-mirror"
        tar -C "$work/root" --numeric-owner -czf "$tarball.new" .
        mv "$tarball.new" "$tarball"
        rm -rf "$work"
    fi
    docker import --change 'CMD ["bash"]' --change 'ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt' \
        "$tarball" "$image" >/dev/null
}

# Node's own package manager is not Debian's (which is years behind): the released package, by this machine's npm client.
need_npm_package() {
    local target="$1"
    [ -f "$target/npm.tgz" ] && return
    mkdir -p "$target"
    (cd "$target" && npm pack --silent 'npm@^11' >/dev/null && mv npm-*.tgz npm.tgz)
}

build_base() {
    local name="$1" image suite context recipe
    image="$(image_of "$name")"
    suite="$(suite_of "$name")"
    if [ "$rebuild" = no ] && docker image inspect "$image" >/dev/null 2>&1; then
        return
    fi
    need_debian "$suite"
    say "building $image"
    recipe="$AIRGAP_DIR/bases/${name%%1[57]}"
    context="$(mktemp -d "$AIRGAP_CACHE/context.XXXXXX")"
    cp -r "$recipe/." "$context/"
    if [ "$name" = node ]; then
        need_npm_package "$AIRGAP_CACHE/npm"
        cp "$AIRGAP_CACHE/npm/npm.tgz" "$context/"
    fi
    DOCKER_BUILDKIT=1 docker build --quiet --build-arg "DEBIAN=$AIRGAP_PREFIX/debian:$suite" --tag "$image" "$context" >/dev/null
    rm -rf "$context"
}

rebuild=no
names=()
for argument in "$@"; do
    case "$argument" in
        --rebuild) rebuild=yes ;;
        --env) print_env; exit 0 ;;
        -*) die "unknown option: $argument" "bases.sh [--rebuild] [NAME…] or bases.sh --env" ;;
        *) suite_of "$argument" >/dev/null; names+=("$argument") ;;
    esac
done
[ ${#names[@]} -gt 0 ] || names=(python node nginx valkey postgres)
have_engine || die "no Docker engine answers" "scripts/airgap/engine.sh gets one running"
mkdir -p "$AIRGAP_CACHE"
for name in "${names[@]}"; do
    build_base "$name"
done
