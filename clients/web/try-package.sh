#!/usr/bin/env bash
# Makes the program in this folder, which holds nothing else, run with the tarball, bundled as for a page.
set -euo pipefail
client=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$client/../.." && pwd)

(cd "$client" && npm pack --silent --pack-destination "$OLDPWD" >/dev/null)
echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --prefer-offline --ignore-scripts ./nopass-web-*.tgz
cat > run <<RUN
#!/usr/bin/env bash
set -euo pipefail
"$root/node_modules/.bin/esbuild" sign-in.ts --bundle --platform=browser --format=esm --log-level=warning --outfile=page.js \\
  "--define:process.env.NOPASS_URL='\$NOPASS_URL'" "--define:process.env.NOPASS_KEY='\$NOPASS_PUBLISHABLE_KEY'"
exec node "$root/test/packages/page.ts" "\$PWD/page.js" "\$@"
RUN
