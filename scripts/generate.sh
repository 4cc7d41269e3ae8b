#!/usr/bin/env bash
# Generates everything that is made from proto/ and from the settings' schema. A second run changes nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

buf generate
buf generate --template clients/buf.gen.yaml
node scripts/schema.ts
biome format --write docs/tenants.schema.json

source scripts/toolchains.sh
for script in clients/*/generate.sh; do
  language=$(basename "$(dirname "$script")")
  if has_toolchain "$language"; then "$script"; else skip_language "$language"; fi
done

if has_toolchain go; then test/connect-conformance/generate.sh; else skip_language go; fi
