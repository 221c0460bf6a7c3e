#!/bin/sh
# Starts Kestra with the secrets in the form that its open source edition reads: SECRET_NAME, in base64. The plain
# variables are dropped, because every task inherits the server's environment.
set -eu

encoded() { printf %s "$1" | base64 | tr -d '\n'; }

if [ -n "${EXCHANGERATE_API_KEY-}" ]; then
  SECRET_EXCHANGERATE_API_KEY=$(encoded "$EXCHANGERATE_API_KEY")
  export SECRET_EXCHANGERATE_API_KEY
fi
if [ -n "${ALERT_WEBHOOK-}" ]; then
  SECRET_ALERT_WEBHOOK=$(encoded "$ALERT_WEBHOOK")
  export SECRET_ALERT_WEBHOOK
fi
unset EXCHANGERATE_API_KEY ALERT_WEBHOOK

# A flow can't ask whether a secret exists, so it is told: without a key ExchangeRate-API's open access is used.
if [ -n "${SECRET_EXCHANGERATE_API_KEY-}" ]; then open_access=false; else open_access=true; fi
export ENV_EXCHANGERATE_OPEN_ACCESS=$open_access

exec docker-entrypoint.sh "$@"
