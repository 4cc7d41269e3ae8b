#!/usr/bin/env bash
# Makes the program in this folder, which holds nothing else, run with the wheel.
set -euo pipefail
client=$(cd "$(dirname "$0")" && pwd)

"$client/venv.sh"
# First the sdist, and from it the wheel.
"$client/.venv/bin/python" -m build --no-isolation --outdir dist "$client"
"${PYTHON:-python3}" -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check dist/*.whl
printf '#!/usr/bin/env bash\nexec venv/bin/python sign_in.py "$@"\n' > run
