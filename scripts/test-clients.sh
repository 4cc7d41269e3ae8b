#!/usr/bin/env bash
# Runs the own tests of every SDK that is not TypeScript, and then one set of cases against all of them, in pairs too.
set -euo pipefail
cd "$(dirname "$0")/.."

source scripts/toolchains.sh
for script in clients/*/test.sh; do
  language=$(basename "$(dirname "$script")")
  if has_toolchain "$language"; then
    echo "== $language"
    "$script"
  else
    skip_language "$language"
  fi
done

node test/conformance/run.ts
node test/conformance/run.ts --pairs
