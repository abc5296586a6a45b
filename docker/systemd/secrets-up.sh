#!/bin/bash
# Mount the memory for the secrets and fill it. /etc/vantrexia/host.env says where they come from, one of:
#   VANTREXIA_SECRETS_COMMAND   prints a JSON object of name: value (for example from AWS Secrets Manager by the host's role)
#   VANTREXIA_SECRETS_SOURCE    a directory of files only root can read, for hosts without a store
set -euo pipefail

target="${VANTREXIA_SECRETS_DIR:-/run/vantrexia/secrets}"
install="$(dirname "$0")/../secrets/install_secrets.py"

mkdir -p "$target"
case "$(stat --file-system --format %T "$target")" in
    tmpfs | ramfs) ;;
    *) mount -t tmpfs -o size=4m,mode=0711,nosuid,nodev,noexec tmpfs "$target" ;;
esac

if [ -n "${VANTREXIA_SECRETS_COMMAND:-}" ]; then
    bash -o pipefail -c "$VANTREXIA_SECRETS_COMMAND" | python3 "$install" --from - --target "$target"
elif [ -n "${VANTREXIA_SECRETS_SOURCE:-}" ]; then
    python3 "$install" --from "$VANTREXIA_SECRETS_SOURCE" --target "$target"
else
    echo "no source of secrets: set VANTREXIA_SECRETS_COMMAND or VANTREXIA_SECRETS_SOURCE in /etc/vantrexia/host.env" >&2
    exit 1
fi
