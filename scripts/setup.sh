#!/usr/bin/env bash
# Makes .venv from uv.lock with CPython 3.10, which Rasa 3.6 needs. Brings its own uv where there is none.
set -euo pipefail
cd "$(dirname "$0")/.."

UV_VERSION=0.13.9
# A uv that is found may not work here (pyenv leaves a shim that fails in a folder with a
# .python-version of another Python) or may be too old to know pyproject's dependency groups.
works() {
  local version
  version=$("$1" --version 2>/dev/null) || return 1
  [[ $version =~ ^uv\ ([0-9]+)\.([0-9]+) ]] || return 1
  ((BASH_REMATCH[1] > 0 || BASH_REMATCH[2] >= 5))
}

uv=$(command -v uv || true)
if [ -z "$uv" ] || ! works "$uv"; then
  uv=.uv/bin/uv
  if ! works "$uv"; then
    echo "Setting up (once): fetching uv $UV_VERSION"
    here=$PWD
    # not from this folder: with pyenv and no 3.10, plain python3 fails beside a .python-version
    (cd / && PYENV_VERSION= python3 -m venv "$here/.uv") || {
      echo "Python 3 with venv is needed to begin: install the packages python3 and python3-venv." >&2
      exit 1
    }
    .uv/bin/python -m pip install --quiet --disable-pip-version-check "uv==$UV_VERSION"
  fi
fi

if ! "$uv" python find 3.10 >/dev/null 2>&1 && ! "$uv" python install 3.10 >/dev/null 2>&1; then
  echo "CPython 3.10 is needed and could not be found or fetched: install it (for instance 'pyenv install 3.10')." >&2
  exit 1
fi
echo "Setting up (once): installing what uv.lock lists"
"$uv" sync --frozen --quiet
.venv/bin/python -m scripts.taalmodel "$uv" || true
# plain `rasa` commands in this environment report nothing to Rasa's makers either
echo 'import os; os.environ["RASA_TELEMETRY_ENABLED"] = "false"' \
  > "$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/wegwijzer_stil.pth"
