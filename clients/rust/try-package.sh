#!/usr/bin/env bash
# Makes the program in this folder, which holds nothing else, run with the crate.
set -euo pipefail
client=$(cd "$(dirname "$0")" && pwd)
command -v cargo >/dev/null || exit 127

# What it is built from is the archive, so that there is no need to have cargo build that too.
cargo package --quiet --manifest-path "$client/Cargo.toml" --no-verify --allow-dirty --target-dir pack
mkdir nopass
tar --extract --gzip --strip-components=1 --directory=nopass --file="$(echo pack/package/nopass-*.crate)"

mkdir src
mv main.rs src
cargo init --quiet --name sign-in
cargo add --quiet --path nopass
cargo add --quiet tokio --features macros,rt-multi-thread
# Shared with the program of the conformance cases, as both need the same libraries.
target=$client/target/conformance
cargo build --quiet --target-dir "$target"
cp "$target/debug/sign-in" run
