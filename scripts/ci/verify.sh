#!/usr/bin/env bash
# Stage 5: health and the five smoke tests from outside, as a browser would come. When they fail twice, the host returns to its last
# good release, and this script fails all the same: the release was not good. Hands on `outcome` for the report: verified, rolled-back,
# rollback-failed, or not-looked (the tests could not be run as they were called: no reason to take a release back).
set -euo pipefail
. "$(dirname "$0")/lib.sh"
need APP_URL SMOKE_EMAIL SMOKE_PASSWORD RELEASE_ID DEPLOY_HOST DEPLOY_KNOWN_HOSTS EC2_SSH_KEY
mask "$EC2_SSH_KEY"
tool=${VANTREXIA:-$ROOT/build/tool/bin/vantrexia}
look() {
    "$tool" smoke --base-url "$APP_URL" --release "$RELEASE_ID" ${CA_FILE:+--ca-file "$CA_FILE"}
}
code=0
look || code=$?
# One look may meet a hiccup of the way between; a second one does not.
if [ "$code" != 0 ] && [ "$code" != 2 ]; then
    code=0
    sleep "${SECOND_LOOK_SECONDS:-15}"
    look || code=$?
fi
case $code in
    0)
        output outcome verified
        echo "Release $RELEASE_ID serves and passed."
        exit 0
        ;;
    2)
        output outcome not-looked
        echo "The smoke tests could not be run; release $RELEASE_ID was not looked at and stays." >&2
        exit 2
        ;;
esac
echo "Release $RELEASE_ID does not pass: rolling back." >&2
private_file key "$EC2_SSH_KEY" && key=$PRIVATE_FILE
private_file known_hosts "$DEPLOY_KNOWN_HOSTS" && known_hosts=$PRIVATE_FILE
if "$tool" rollback --on "$DEPLOY_HOST" --known-hosts "$known_hosts" --identity "$key" \
    --remote-command "${REMOTE_COMMAND:-sudo vantrexia}" --who "verify${GITHUB_RUN_ID:+@run-$GITHUB_RUN_ID}" --lock-wait 900; then
    output outcome rolled-back
else
    output outcome rollback-failed
    echo "The rollback failed too: somebody must look (docs/deploying/pipeline.md)." >&2
fi
exit 8
