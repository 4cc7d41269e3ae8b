#!/usr/bin/env bash
# Makes the program in this folder, which holds nothing else, run with the tarball.
set -euo pipefail
client=$(cd "$(dirname "$0")" && pwd)

(cd "$client" && npm pack --silent --pack-destination "$OLDPWD" >/dev/null)
echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --prefer-offline --ignore-scripts ./nopass-node-*.tgz
printf '#!/usr/bin/env bash\nexec node sign-in.ts "$@"\n' > run
