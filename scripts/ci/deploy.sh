#!/usr/bin/env bash
# Stage 4: the host deploys the digests stage 3 pushed. SSH carries one command and its output; the tool over there does the rest, and
# whatever fails leaves the old release serving. The host must show a key of DEPLOY_KNOWN_HOSTS.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
need DEPLOY_HOST DEPLOY_KNOWN_HOSTS EC2_SSH_KEY RELEASE_ID BACKEND_DIGEST FRONTEND_DIGEST NGINX_DIGEST REGISTRY_USER REGISTRY_TOKEN
mask "$EC2_SSH_KEY"
mask "$REGISTRY_TOKEN"
private_file key "$EC2_SSH_KEY" && key=$PRIVATE_FILE
private_file known_hosts "$DEPLOY_KNOWN_HOSTS" && known_hosts=$PRIVATE_FILE
who=${GITHUB_ACTOR:-$(id -un)}${GITHUB_RUN_ID:+@run-$GITHUB_RUN_ID}
words=(--release "$RELEASE_ID" --image "backend=$BACKEND_DIGEST" --image "frontend=$FRONTEND_DIGEST" --image "nginx=$NGINX_DIGEST")
words+=(--who "$who" --lock-wait 900 --registry-user "$REGISTRY_USER")
[ -z "${COMMITTED_AT:-}" ] || words+=(--committed-at "$COMMITTED_AT")
printf '%s\n' "$REGISTRY_TOKEN" | "${VANTREXIA:-$ROOT/build/tool/bin/vantrexia}" deploy \
    --on "$DEPLOY_HOST" --known-hosts "$known_hosts" --identity "$key" --remote-command "${REMOTE_COMMAND:-sudo vantrexia}" "${words[@]}"
