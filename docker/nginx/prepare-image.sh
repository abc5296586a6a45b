#!/bin/bash
# Run while an image is built on NGINX_BASE: the numeric user, the directories volumes are mounted on, and what the base's
# nginx can do. Works on Debian's nginx and on the official image (which carries Brotli modules in some tags only).
#   prepare-image.sh USER UID
set -euo pipefail

groupadd --gid "$2" "$1"
useradd --uid "$2" --gid "$2" --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin "$1"

here=/etc/vantrexia/nginx
mkdir -p "$here/modules" "$here/snippets" /etc/vantrexia/proxy
# A named volume takes the owner of the directory it is first mounted on: the frontend (10102) writes, the edge reads.
install -d -m 0755 -o 10102 -g 10102 /srv/assets

module=/usr/lib/nginx/modules/ngx_http_brotli_static_module.so
if [ -e "$module" ]; then
    echo "load_module $module;" >"$here/modules/brotli-static.conf"
    echo "brotli_static on;" >>"$here/snippets/static.conf"
fi
