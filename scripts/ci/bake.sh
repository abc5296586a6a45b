# The words of a build, the same for building and pushing; sourced, not run.
# shellcheck shell=bash

BUILDER=vantrexia
PLATFORM=linux/arm64

# A builder in a container of its own: only that one keeps caches in a registry and attests.
make_builder() {
    docker buildx inspect "$BUILDER" >/dev/null 2>&1 || docker buildx create --name "$BUILDER" --driver docker-container >/dev/null
}

# bake WORDS...: all three images of RELEASE_ID for the host's processor, layers from the registry's cache. FRESH=true: none of any cache;
# FRESH=built: only those this builder has just made (the registry still holds last week's, under the same keys).
bake() {
    local words=(--file docker/bake.hcl --progress plain --set "*.platform=$PLATFORM") name
    case ${FRESH:-false} in
        true) words+=(--no-cache --pull) ;;
        built) ;;
        *)
            for name in backend frontend nginx; do
                words+=(--set "$name.cache-from=type=registry,ref=$IMAGE_PREFIX/$name:cache")
            done
            ;;
    esac
    SOURCE_URL=${GITHUB_SERVER_URL:-https://github.com}/${GITHUB_REPOSITORY:-} \
        docker buildx --builder "$BUILDER" bake "${words[@]}" "$@"
}
