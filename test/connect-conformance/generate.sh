#!/usr/bin/env bash
# Generates the messages of Connect's conformance suite from the protos in its Go module.
set -euo pipefail
cd "$(dirname "$0")/../.."

source test/connect-conformance/version.sh
folder=$(go mod download -json "connectrpc.com/conformance@$conformance_version" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
protos="$folder/proto/connectrpc/conformance/v1"
rm -rf test/connect-conformance/gen
buf generate "$folder/proto" --template test/connect-conformance/buf.gen.yaml \
  --path "$protos/config.proto" --path "$protos/service.proto" --path "$protos/server_compat.proto"
