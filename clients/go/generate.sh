#!/usr/bin/env bash
# Generates clients/go/gen from proto/. Needs Go, and buf from the repository's node_modules (npm ci).
set -euo pipefail
cd "$(dirname "$0")/../.."
PATH="$PWD/node_modules/.bin:$PATH"
buf generate --template clients/go/buf.gen.yaml
