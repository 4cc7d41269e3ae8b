#!/usr/bin/env bash
# Checks and tests the PHP SDK.
set -euo pipefail
cd "$(dirname "$0")"
phpcs
phpunit
