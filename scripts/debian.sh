#!/usr/bin/env bash
# Debian's Chromium, PostgreSQL, Redis and RabbitMQ for the tests, which start their own on free ports: installed
# where they are missing and we are root. The services of the system are not started.
set -euo pipefail
missing=()
command -v chromium >/dev/null || missing+=(chromium)
command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
command -v redis-server >/dev/null || missing+=(redis-server)
[ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || missing+=(rabbitmq-server)
[ ${#missing[@]} = 0 ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  # Debian's packages start their service unless told not to
  policy=/usr/sbin/policy-rc.d
  made=
  [ -e $policy ] || { printf '#!/bin/sh\nexit 101\n' >$policy && chmod +x $policy && made=1; }
  trap '[ -z "$made" ] || rm -f $policy' EXIT
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
elif [ "${CI:-}" = true ]; then
  echo "${missing[*]} cannot be installed without root: the tests that need it will fail." >&2
else
  echo "${missing[*]} cannot be installed without root: the tests that need it will be skipped." >&2
fi
