#!/usr/bin/env bash
# Generates src/gen from proto/. Needs Rust, and buf from the repository's node_modules (npm ci).
set -euo pipefail
cd "$(dirname "$0")/../.."
PATH="$PWD/node_modules/.bin:$PATH"
descriptors=$(mktemp)
trap 'rm -f "$descriptors"' EXIT
buf build --as-file-descriptor-set -o "$descriptors#format=binpb"
cargo run --quiet --manifest-path clients/rust/generate/Cargo.toml --target-dir clients/rust/target/generate \
  -- "$descriptors" clients/rust/src/gen
