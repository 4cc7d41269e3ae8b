#!/usr/bin/env bash
# Checks and tests the Rust SDK.
set -euo pipefail
cd "$(dirname "$0")"
cargo fmt --check
cargo clippy --quiet --all-targets --all-features -- -D warnings
cargo test --quiet --all-features
