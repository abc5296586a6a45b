#!/usr/bin/env bash
# Stage 5: health and the five smoke tests from outside, as a browser would come. When they fail twice, the host returns to its last
# good release, and this script fails all the same: the release was not good.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
need APP_URL RELEASE_ID DEPLOY_HOST DEPLOY_KNOWN_HOSTS EC2_SSH_KEY
mask "$EC2_SSH_KEY"
tool=${VANTREXIA:-$ROOT/build/tool/bin/vantrexia}
look() {
    "$tool" smoke --base-url "$APP_URL" --release "$RELEASE_ID" ${CA_FILE:+--ca-file "$CA_FILE"}
}
if look; then
    echo "Release $RELEASE_ID serves and passed."
    exit 0
fi
# One look may meet a hiccup of the way between; a second one does not.
sleep "${SECOND_LOOK_SECONDS:-15}"
if look; then
    echo "Release $RELEASE_ID serves and passed at the second look."
    exit 0
fi
echo "Release $RELEASE_ID does not pass: rolling back." >&2
private_file key "$EC2_SSH_KEY" && key=$PRIVATE_FILE
private_file known_hosts "$DEPLOY_KNOWN_HOSTS" && known_hosts=$PRIVATE_FILE
"$tool" rollback --on "$DEPLOY_HOST" --known-hosts "$known_hosts" --identity "$key" \
    --remote-command "${REMOTE_COMMAND:-sudo vantrexia}" --who "verify${GITHUB_RUN_ID:+@run-$GITHUB_RUN_ID}" --lock-wait 900 ||
    echo "The rollback failed too: somebody must look (docs/deploying/pipeline.md)." >&2
exit 8
