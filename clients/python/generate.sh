#!/usr/bin/env bash
# Generates the gRPC stubs in src/nopass/gen from ../../proto. Needs Python and, once, the package index.
#
# Of the versions that generate for protobuf 6, whose code protobuf 7 runs too; those for 7 would shut out who has 6.
set -euo pipefail
cd "$(dirname "$0")"

tools=(grpcio-tools==1.76.0 grpcio==1.76.0 protobuf==6.33.1 setuptools==80.9.0)
venv=.venv-generate
stamp=$venv/stamp-$(echo "${tools[@]}" | sha256sum | cut -c1-16)
if [[ ! -e $stamp ]]; then
  rm -rf "$venv"
  "${PYTHON:-python3}" -m venv "$venv"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: \
    "${tools[@]}" typing_extensions==4.15.0
  touch "$stamp"
fi

made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
"$venv/bin/python" -W ignore -m grpc_tools.protoc -I ../../proto \
  --python_out="$made" --pyi_out="$made" --grpc_python_out="$made" nopass/v1/nopass.proto

# protoc names modules after proto packages, and nopass is this one. The name of the file in the descriptors stays, so
# that stubs of your own agree with these.
sed -i.bak 's/^from nopass\.v1 import nopass_pb2 /from nopass.gen import nopass_pb2 /' "$made"/nopass/v1/nopass_pb2_grpc.py
rm "$made"/nopass/v1/*.bak

rm -rf src/nopass/gen
mkdir -p src/nopass/gen
cp "$made"/nopass/v1/nopass_pb2* src/nopass/gen/
echo '"""The gRPC stubs of the service, made by generate.sh. They need nopass[grpc]."""' > src/nopass/gen/__init__.py
