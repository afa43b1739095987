#!/bin/sh
# Assembles a small home gateway from Debian packages as they come, and checks it.
#
#	demo.sh CRADLE FOLDER
#
# The packages are downloaded and unpacked; no program of theirs is run and no
# maintainer script either. What a fresh installation would have besides the
# packages' files is made here: accounts from base-passwd's own list, and the
# package database. There is no machine-id, so systemd enables at the first
# boot what its presets say, which on Debian is everything.
set -eu

cradle=$1 work=$2
base="base-files base-passwd libc6 libc-bin netbase passwd login libpam-runtime libpam-modules systemd systemd-sysv udev
 init-system-helpers busybox openssl ca-certificates apt unattended-upgrades"
daemons="openssh-server openssh-client dropbear-bin lighttpd mosquitto dnsmasq dnsmasq-base snmpd inetutils-telnetd
 inetutils-inetd vsftpd avahi-daemon miniupnpd chrony rsyslog"

mkdir -p "$work/debs"
cd "$work"
if [ ! -e debs/complete ]; then
	echo "downloading the gateway's packages"
	# shellcheck disable=SC2086
	(cd debs && rm -f ./*.deb && apt-get download -q $base $daemons >../download.log 2>&1) || {
		tail -3 download.log >&2
		echo "demo: cannot download the packages; try 'apt-get update' first" >&2
		exit 3
	}
	touch debs/complete
fi

rm -rf home-gateway
mkdir -p home-gateway/var/lib/dpkg
for deb in debs/*.deb; do
	dpkg-deb -x "$deb" home-gateway
	dpkg-deb -f "$deb" | sed '1a Status: install ok installed' >>home-gateway/var/lib/dpkg/status
	echo >>home-gateway/var/lib/dpkg/status
done
cp home-gateway/usr/share/base-passwd/passwd.master home-gateway/etc/passwd
cp home-gateway/usr/share/base-passwd/group.master home-gateway/etc/group
sed 's/^\([^:]*\):.*/\1:*:19600:0:99999:7:::/' home-gateway/etc/passwd >home-gateway/etc/shadow
chmod 640 home-gateway/etc/shadow
# what openssh-server and unattended-upgrades copy into place when they are installed
cp home-gateway/usr/share/openssh/sshd_config home-gateway/etc/ssh/sshd_config
cp home-gateway/usr/share/unattended-upgrades/20auto-upgrades home-gateway/etc/apt/apt.conf.d/20auto-upgrades

code=0
"$cradle" check home-gateway -o report.html --format html --dossier gateway.cradle -q || code=$?
[ "$code" -le 1 ] || exit "$code"
"$cradle" check home-gateway || code=$?
[ "$code" -le 1 ] || exit "$code"
echo
echo "The page for managers and engineers:  $PWD/report.html"
echo "The dossier, for any SQLite tool:     $PWD/gateway.cradle"
echo "Ask it:  $cradle sql $PWD/gateway.cradle \"SELECT daemon, address, port FROM listener WHERE state = 'open'\""
