#!/usr/bin/env bash
# Debian's Chromium for the tests of the widget: installed where it is missing and we are root.
set -euo pipefail
command -v chromium >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null
elif [ "${CI:-}" = true ]; then
  echo "Chromium is not here and cannot be installed without root: the widget's tests will fail." >&2
else
  echo "Chromium is not here and cannot be installed without root: the widget's tests will be skipped." >&2
fi
