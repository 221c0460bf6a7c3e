#!/bin/sh
# Starts Kestra with the secrets in the form that its open source edition reads: SECRET_NAME, in base64. Every task inherits
# the server's environment, so the plain variables are dropped, and so is the configuration with the administrator's
# password: Kestra reads it from a file just as well.
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

# Where Kestra itself would write it, but for its own user alone; one that is there may be readable for all.
if [ -n "${KESTRA_CONFIGURATION-}" ]; then
  MICRONAUT_CONFIG_FILES=${KESTRA_CONFIGURATION_PATH:-/app/confs}/application.yml
  export MICRONAUT_CONFIG_FILES
  rm -f "$MICRONAUT_CONFIG_FILES"
  (umask 077 && printf '%s\n' "$KESTRA_CONFIGURATION" >"$MICRONAUT_CONFIG_FILES")
fi
unset KESTRA_CONFIGURATION

exec docker-entrypoint.sh "$@"
