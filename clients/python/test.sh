#!/usr/bin/env bash
# Checks and tests the Python SDK.
set -euo pipefail
cd "$(dirname "$0")"
./venv.sh
.venv/bin/ruff format --check .
.venv/bin/ruff check .
.venv/bin/mypy
.venv/bin/pytest --quiet
