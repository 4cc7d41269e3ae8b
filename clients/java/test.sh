#!/usr/bin/env bash
# Checks and tests the Java SDK and its examples, and makes its jars.
set -euo pipefail
cd "$(dirname "$0")"
mvn -q -B -f examples verify
