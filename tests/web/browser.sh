#!/bin/sh
# browser.sh CRADLE SOURCE BUILD: the pages in a real browser, where there is one (tools/setup.sh test).
here=$(dirname "$0")
modules=
for at in "$3/web-modules/node_modules" "$2/build/web-modules/node_modules"; do
	[ -d "$at/playwright-core" ] && modules=$at && break
done
command -v node >/dev/null 2>&1 || { echo "1..0 # SKIP no node"; exit 0; }
[ -x /usr/bin/chromium ] || { echo "1..0 # SKIP no chromium"; exit 0; }
[ -n "$modules" ] || { echo "1..0 # SKIP no playwright-core: tools/setup.sh test"; exit 0; }
exec node "$here/browser.mjs" "$1" "$2" "$modules" "$3/web-output"
