#!/usr/bin/env bash
# Makes the program in this folder, which holds nothing else, run with a copy of the module.
set -euo pipefail
client=$(cd "$(dirname "$0")" && pwd)
command -v go >/dev/null || exit 127

mkdir module
(cd "$client" && git ls-files --cached --others --exclude-standard -z | tar --create --null --files-from=-) |
  tar --extract --directory=module
go mod init example.com/sign-in
go mod edit -require=github.com/nopass/nopass/clients/go@v0.0.0 -replace=github.com/nopass/nopass/clients/go=./module
go mod tidy
go vet .
go build -o run .
