#!/usr/bin/env bash
# Debian's Chromium and PostgreSQL for the tests: installed where they are missing and we are root.
set -euo pipefail
missing=()
command -v chromium >/dev/null || missing+=(chromium)
command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
[ ${#missing[@]} = 0 ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null
elif [ "${CI:-}" = true ]; then
  echo "${missing[*]} cannot be installed without root: the tests that need it will fail." >&2
else
  echo "${missing[*]} cannot be installed without root: the tests that need it will be skipped." >&2
fi
