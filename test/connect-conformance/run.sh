#!/usr/bin/env bash
# Has the server judged by Connect's own conformance suite, in all three protocols. Needs Go, which builds the suite.
set -euo pipefail
cd "$(dirname "$0")/../.."

source scripts/toolchains.sh
has_toolchain go || { skip_language go; exit; }
source test/connect-conformance/version.sh
go run "connectrpc.com/conformance/cmd/connectconformance@$conformance_version" \
  --conf test/connect-conformance/config.yaml --mode server \
  -- node test/connect-conformance/server.ts
