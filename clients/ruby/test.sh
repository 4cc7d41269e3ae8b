#!/usr/bin/env bash
# Checks and tests the Ruby SDK.
set -euo pipefail
cd "$(dirname "$0")"
rubocop
ruby -w -Ilib -Itest -e 'Dir["./test/*_test.rb"].each { |file| require file }'
