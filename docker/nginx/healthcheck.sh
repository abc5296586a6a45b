#!/bin/bash
# Healthy when nginx answers 200: healthcheck.sh PORT PATH. Neither curl nor wget: bash opens the connection itself.
set -euo pipefail
exec 3<>"/dev/tcp/127.0.0.1/$1"
printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n' "$2" >&3
read -r -t 4 status <&3
printf '%s\n' "$status"
[[ "$status" == "HTTP/1."?" 200"* ]]
