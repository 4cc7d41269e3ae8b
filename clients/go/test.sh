#!/usr/bin/env bash
# Checks and tests the Go SDK.
set -euo pipefail
cd "$(dirname "$0")"
unformatted=$(gofmt -l .)
[[ -z $unformatted ]] || { echo "not formatted: $unformatted" >&2; exit 1; }
go vet ./...
go test ./...
