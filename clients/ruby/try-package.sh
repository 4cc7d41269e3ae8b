#!/usr/bin/env bash
# Makes the program in this folder, which holds nothing else, run with the gem.
set -euo pipefail
client=$(cd "$(dirname "$0")" && pwd)
command -v ruby >/dev/null || exit 127
command -v gem >/dev/null || exit 127

gem build --quiet -C "$client" nopass.gemspec --output "$PWD/nopass.gem"
gem install --quiet --local --no-document --install-dir gems nopass.gem
printf '#!/usr/bin/env bash\nGEM_HOME=gems exec ruby -w sign_in.rb "$@"\n' > run
