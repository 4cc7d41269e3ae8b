#!/usr/bin/env bash
# Makes .venv with this package, editable, and the tools that are pinned in pyproject.toml. Does nothing when it is there.
set -euo pipefail
cd "$(dirname "$0")"

stamp=.venv/stamp-$(cat pyproject.toml venv.sh | sha256sum | cut -c1-16)
[[ -e $stamp ]] && exit

# Where two want it at the same time, one makes it and the other waits.
exec 9> .venv-lock
if command -v flock > /dev/null; then flock 9; fi
[[ -e $stamp ]] && exit

rm -rf .venv
"${PYTHON:-python3}" -m venv .venv
install=(.venv/bin/python -m pip install --quiet --disable-pip-version-check)
"${install[@]}" pip==25.3
"${install[@]}" --editable . --group dev
touch "$stamp"
