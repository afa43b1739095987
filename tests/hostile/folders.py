#!/usr/bin/env python3
"""Folders that try to hang, crash, mislead or escape the reader. Prints TAP.

    folders.py CRADLE

Each case makes a folder and says what must hold: exit 0 or 1 (or 3 with one clear line), within the time, no
limb MET, nothing written into the folder, nothing of the host in the output.
"""
import json
import os
import random
import resource
import shutil
import socket
import subprocess
import sys
import tempfile

cradle = os.path.abspath(sys.argv[1])
SECRET = "the-host-was-read"
env = {**os.environ, "SOURCE_DATE_EPOCH": "1795305600", "LC_ALL": "C.UTF-8"}

# where the daemons' settings are; the contents below are put there one after the other
CONFIGS = """etc/passwd etc/shadow etc/group etc/sudoers etc/ssh/sshd_config etc/ssh/ssh_config etc/inittab
 etc/inetd.conf etc/xinetd.conf etc/crontab etc/profile etc/rc.local etc/init.d/rcS etc/vsftpd.conf
 etc/proftpd/proftpd.conf etc/default/tftpd-hpa etc/default/dropbear etc/snmp/snmpd.conf etc/mosquitto/mosquitto.conf
 etc/redis/redis.conf etc/memcached.conf etc/mysql/my.cnf etc/samba/smb.conf etc/exports etc/rsyncd.conf
 etc/dnsmasq.conf etc/bind/named.conf etc/unbound/unbound.conf etc/avahi/avahi-daemon.conf etc/ntp.conf
 etc/chrony/chrony.conf etc/miniupnpd/miniupnpd.conf etc/hostapd/hostapd.conf etc/wpa_supplicant.conf
 etc/ppp/chap-secrets etc/nginx/nginx.conf etc/lighttpd/lighttpd.conf etc/apache2/apache2.conf etc/httpd.conf
 etc/config/uhttpd etc/config/firewall etc/config/wireless etc/ssl/openssl.cnf etc/rsyslog.conf
 etc/systemd/journald.conf etc/systemd/system/x.service etc/systemd/system/x.socket etc/fstab etc/sysctl.conf
 etc/nftables.conf etc/apt/apt.conf etc/apt/sources.list etc/rauc/system.conf etc/swupdate.cfg etc/opkg.conf
 etc/mender/mender.conf etc/os-release var/lib/dpkg/status usr/lib/opkg/status lib/apk/db/installed
 var/lib/rpm/rpmdb.sqlite boot/cmdline.txt boot/grub/grub.cfg etc/ssh/ssh_host_rsa_key etc/ssl/private/x.key
 etc/ssl/certs/x.pem root/.ssh/authorized_keys etc/cloud/cloud.cfg etc/squid/squid.conf etc/docker/daemon.json
 etc/ipsec.secrets etc/openvpn/server.conf etc/postfix/main.cf etc/php/php.ini etc/wgetrc root/.curlrc""".split()


def put(root, path, data=b"", mode=None):
    full = os.path.join(os.fsencode(root), os.fsencode(path))
    os.makedirs(os.path.dirname(full), exist_ok=True)
    with open(full, "wb") as f:
        f.write(data)
    if mode is not None:
        os.chmod(full, mode)
    return full


def everywhere(data):
    def make(root):
        for path in CONFIGS:
            put(root, path, data)
    return make


def sparse(root):
    for path in CONFIGS:
        with open(put(root, path), "r+b") as f:
            f.truncate(100 << 20)


def include_loops(root):
    put(root, "etc/ssh/sshd_config", b"Include /etc/ssh/sshd_config\nInclude sshd_config.d/*\n")
    put(root, "etc/ssh/sshd_config.d/a.conf", b"Include ../sshd_config\nInclude /etc/ssh/sshd_config.d/*.conf\n")
    put(root, "etc/nginx/nginx.conf", b"http { include nginx.conf; include /etc/nginx/*; }\n")
    put(root, "etc/lighttpd/lighttpd.conf", b'include "lighttpd.conf"\ninclude "/etc/lighttpd/*"\n')
    put(root, "etc/apache2/apache2.conf", b"Include apache2.conf\nInclude /etc/apache2/\nIncludeOptional *.conf\n")
    put(root, "etc/snmp/snmpd.conf", b"includeFile snmpd.conf\nincludeDir /etc/snmp\n")
    put(root, "etc/mosquitto/mosquitto.conf", b"include_dir /etc/mosquitto\n")
    put(root, "etc/redis/redis.conf", b"include /etc/redis/redis.conf\ninclude /etc/redis/*\n")
    put(root, "etc/mysql/my.cnf", b"!include /etc/mysql/my.cnf\n!includedir /etc/mysql/\n")
    put(root, "etc/samba/smb.conf", b"[global]\ninclude = /etc/samba/smb.conf\nconfig file = /etc/samba/smb.conf\n")
    put(root, "etc/dnsmasq.conf", b"conf-file=/etc/dnsmasq.conf\nconf-dir=/etc\n")
    put(root, "etc/bind/named.conf", b'include "/etc/bind/named.conf";\n')
    put(root, "etc/unbound/unbound.conf", b'include: "/etc/unbound/*.conf"\n')
    put(root, "etc/sudoers", b"#include /etc/sudoers\n@includedir /etc\n")
    put(root, "etc/pam.d/common-auth", b"@include common-auth\nauth include common-auth\nauth substack common-auth\n")
    put(root, "etc/ssl/openssl.cnf", b".include /etc/ssl/openssl.cnf\n.include /etc/ssl\n")
    put(root, "etc/rsyslog.conf", b"$IncludeConfig /etc/rsyslog.conf\ninclude(file=\"/etc/rsyslog.conf\")\n")
    put(root, "etc/squid/squid.conf", b"include /etc/squid/squid.conf\n")
    put(root, "etc/logrotate.conf", b"include /etc/logrotate.conf\n")
    put(root, "etc/xinetd.conf", b"includedir /etc\ninclude /etc/xinetd.conf\n")
    put(root, "etc/profile", b". /etc/profile\nsource /etc/profile\n", 0o755)
    put(root, "etc/init.d/rcS", b"#!/bin/sh\n. /etc/init.d/rcS\n/etc/init.d/rcS\nsh /etc/rc.local\n", 0o755)
    put(root, "etc/rc.local", b"#!/bin/sh\n/etc/init.d/rcS\n/etc/rc.local &\n", 0o755)
    put(root, "etc/systemd/system/a.service", b"[Unit]\nWants=b.service\n[Service]\nExecStart=/a\n[Install]\nWantedBy=b.service\n")
    put(root, "etc/systemd/system/b.service", b"[Unit]\nWants=a.service\nRequires=b.service\n[Service]\nExecStart=/b\n")
    os.symlink("default.target", os.path.join(root, "etc/systemd/system/default.target"))
    os.symlink("c.service", os.path.join(root, "etc/systemd/system/c.service"))


def links(root):
    put(root, "etc/hostname", b"x\n")
    for name, to in (("passwd", "/../../../../../../etc/passwd"), ("shadow", "../../../../../../../../etc/shadow"),
                     ("self", "self"), ("a", "b"), ("b", "a"), ("dir", "."), ("up", "../../../.."),
                     ("proc", "/proc/self/root/etc/passwd"), ("long", "x/" * 2000)):
        os.symlink(to, os.path.join(root, "etc", name))
    os.symlink("/", os.path.join(root, "host"))
    os.makedirs(os.path.join(root, "etc/ssh"))
    os.symlink(outside, os.path.join(root, "etc/ssh/sshd_config"))
    os.symlink(os.path.dirname(outside), os.path.join(root, "etc/nginx"))


def special(root):
    for path in CONFIGS[:20]:
        os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
    for i, path in enumerate(CONFIGS[:20]):
        full = os.path.join(root, path)
        if i % 3 == 0:
            os.mkfifo(full)
        elif i % 3 == 1:
            # the address of a socket is short: bind where it is, by a relative name
            here = os.getcwd()
            os.chdir(os.path.dirname(full))
            socket.socket(socket.AF_UNIX).bind(os.path.basename(full))
            os.chdir(here)
        else:
            os.mkdir(full)
    try:
        os.mknod(os.path.join(root, "etc/resolv.conf"), 0o600 | 0o020000, os.makedev(1, 5))
        os.mknod(os.path.join(root, "etc/fstab"), 0o600 | 0o060000, os.makedev(7, 0))
    except OSError:
        pass


def names(root):
    for name in (b"new\nline", b"esc\x1b[2J\x1b]0;title\x07", b"latin\xe9", b"bad\xff\xfe", b"rtl\xe2\x80\xaetxt.exe",
                 b"<script>alert(1)</script>", b"'\"&`$(id)", b" ", b"-rf", b"=cmd|x", b"n" * 255, b"..."):
        put(root, b"etc/" + name, b"x", 0o4777)
        put(root, b"etc/systemd/system/" + name[:200] + b".service", b"[Service]\nExecStart=/x\n[Install]\nWantedBy=multi-user.target\n")
        put(root, b"etc/init.d/" + name[:200], b"#!/bin/sh\n", 0o755)


def unreadable(root):
    put(root, "etc/passwd", b"root::0:0::/root:/bin/sh\n")
    put(root, "etc/shadow", b"root::1:0:::::\n", 0)
    put(root, "etc/ssh/sshd_config", b"PermitRootLogin yes\n")
    os.chmod(os.path.join(root, "etc/ssh"), 0)


def long_variable(root):
    put(root, "etc/init.d/rcS", b"#!/bin/sh\nx=" + b"y" * 60000 + b"\n" + b"a $x\n" * 300_000, 0o755)
    put(root, "etc/inittab", b"::sysinit:/etc/init.d/rcS\n")
    put(root, "etc/rc.local", b"#!/bin/sh\n. /etc/init.d/rcS\n", 0o755)


def deep(root):
    path = os.path.join(root, *["d"] * 400)
    os.makedirs(path)


def many_units(root):
    for i in range(3000):
        put(root, f"etc/systemd/system/u{i}.service",
            f"[Unit]\nWants=u{(i * 7 + 1) % 3000}.service u{(i * 13) % 3000}.service\n[Service]\nExecStart=/x\n".encode())
        put(root, f"etc/systemd/system/u{i}.service.d/a.conf", b"[Service]\nExecStart=\nExecStart=/y\n")
    os.makedirs(os.path.join(root, "etc/systemd/system/default.target.wants"))
    os.symlink("../u0.service", os.path.join(root, "etc/systemd/system/default.target.wants/u0.service"))


def many_accounts(root):
    put(root, "etc/passwd", b"".join(b"u%d:x:%d:0::/:/bin/sh\n" % (i, i) for i in range(50000)))
    put(root, "etc/shadow", b"".join(b"u%d:$6$rounds=999999999$saltsalt$x:1:::::: \n" % i for i in range(50000)))
    put(root, "bin/sh", b"x", 0o755)


def many_names(root):
    for i in range(20000):
        first = put(root, f"srv/a/{i}", b"x")
        os.makedirs(os.path.join(root, "srv/b"), exist_ok=True)
        os.link(first, os.path.join(os.fsencode(root), b"srv/b/%d" % i))
    for i in range(5000):
        put(root, f"var/lib/dpkg/status.d/p{i}", b"Package: p%d\nVersion: 1\nArchitecture: all\n" % i)


rng = random.Random(2847)
cases = [
    ("an empty folder", lambda root: None, 3),
    ("links that lead out, loop or never end", links, None),
    ("FIFOs, sockets, folders and devices where files should be", special, None),
    ("names with newlines, escapes, invalid UTF-8 and HTML", names, None),
    ("files and folders that may not be read", unreadable, None),
    ("400 folders deep", deep, None),
    ("every configuration is empty", everywhere(b""), None),
    ("every configuration is 100 MB", sparse, None),
    ("every configuration holds NUL bytes", everywhere(b"Port 22\n\0\0\0root::0:0::/:/bin/sh\nlisten 80;\n"), None),
    ("every configuration is one line of 3 MB", everywhere(b"a" * 3_000_000), None),
    ("every configuration is 200,000 open braces", everywhere(b"a {\n" * 200_000), None),
    ("every configuration is 300,000 lines", everywhere(b"x = y # z\n" * 300_000), None),
    ("every configuration is random bytes", everywhere(rng.randbytes(30_000)), None),
    ("every configuration is quotes and backslashes", everywhere(b"\"'\\\n${$(`{[<\n" * 2000), None),
    ("every configuration has no last newline", everywhere(b"key"), None),
    ("a boot script that uses a variable of 60 KB 300,000 times", long_variable, None),
    ("includes that include themselves", include_loops, None),
    ("3,000 units that want each other", many_units, None),
    ("50,000 accounts with hashes that cost an hour each", many_accounts, None),
    ("20,000 files with two names each, and a file for each of 5,000 packages", many_names, None),
]


def as_nobody(words):
    if os.getuid() != 0:
        return words
    return ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] + words


def listing(root):
    return sorted((os.fsencode(f), sorted(map(os.fsencode, d + n))) for f, d, n in os.walk(root))


def run(about, root, want):
    before = listing(root)
    words = [cradle, "check", root, "--json", "-q"]
    if "may not be read" in about:
        for folder in (root, os.path.dirname(root)):
            os.chmod(folder, 0o755)
        words = as_nobody(words)
    p = subprocess.run(words, capture_output=True, env=env, timeout=130, cwd="/")
    assert p.returncode in ((want,) if want is not None else (0, 1)), f"exit {p.returncode}: {p.stderr.decode()[:300]}"
    assert SECRET.encode() not in p.stdout + p.stderr, "something of the host was read"
    assert listing(root) == before, "the folder was changed"
    if p.returncode == 3:
        assert p.stderr.startswith(b"cradle: ") and p.stderr.count(b"\n") == 1, p.stderr
        return
    out = p.stdout.decode("utf-8")          # fails on anything that is not UTF-8
    assert "\x1b" not in out and "\u202e" not in out, "an escape came through"
    result = json.loads(out)
    assert all(v["verdict"] in ("NOT-MET", "NEEDS-INPUT") for v in result["verdicts"])
    for form in ("html", "text"):
        q = subprocess.run([*words[:-2], "--format", form, "-q"], capture_output=True, env=env, timeout=130, cwd="/")
        assert q.returncode == p.returncode and b"\x1b" not in q.stdout and b"<script>" not in q.stdout, form
    if "300,000 lines" in about:
        q = subprocess.run([cradle, "inspect", root, "--list", "kernel", "--json"], capture_output=True, env=env, cwd="/")
        assert len(json.loads(q.stdout)) < 100, "half a command line is left"
    if "variable" in about:
        q = subprocess.run([cradle, "inspect", root, "--list", "unreadable", "--json"], capture_output=True, env=env, cwd="/")
        assert any(row["path"] == "etc/init.d/rcS" for row in json.loads(q.stdout)), "half a script passes for a whole one"
    if "may not be read" in about:
        assert not any(f["rule"] == "D-ROOT-EMPTY" and f["state"] == "pass" for f in result["findings"])


def cpu():
    """Seconds of processor time of what ran so far, however busy the machine is."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


print(f"1..{len(cases)}")
bad = 0
slow = []
temp = tempfile.mkdtemp()
outside = os.path.join(temp, "outside", "nginx.conf")
os.makedirs(os.path.dirname(outside))
with open(outside, "w") as f:
    f.write(f"PermitRootLogin yes\nBanner {SECRET}\nhttp {{ server {{ listen 81; server_name {SECRET}; }} }}\n")
for i, (about, make, want) in enumerate(cases, 1):
    root = os.path.join(temp, f"case{i}")
    os.mkdir(root)
    started = cpu()
    try:
        make(root)
        run(about, root, want)
        why = None
    except Exception as e:
        why = f"{type(e).__name__}: {e}"
    print(f"{'not ok' if why else 'ok'} {i} - {about}", flush=True)
    if why:
        print("#  ", why.replace("\n", " ")[:400])
    bad += bool(why)
    slow.append((cpu() - started, about))
    subprocess.run(["chmod", "-R", "u+rwX", root], stderr=subprocess.DEVNULL)
    shutil.rmtree(root, ignore_errors=True)
shutil.rmtree(temp, ignore_errors=True)
print("# slowest:", "; ".join(f"{about} {t:.1f} s" for t, about in sorted(slow, reverse=True)[:6]))
sys.exit(bad != 0)
