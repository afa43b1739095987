"""What one change makes of the comparison: rows for run.py.

PAIRS are two small releases each (releases.py) with what must come out; FACTS change a dossier's facts in SQL,
for what a small image does not show. A row: name, old, new, table, part of the thing's name, direction, limb,
whether it asks for a look. The exit code follows: 1 when anything is worse.
"""
from releases import ELF, dpkg, passwd, service

SSH, NGINX = service("ssh", "/usr/sbin/sshd -D"), service("nginx", "/usr/sbin/nginx")
SNMP, ACME = service("snmpd", "/usr/sbin/snmpd -f"), service("acmed", "/usr/sbin/acmed")
RAUC = {**service("rauc", "/usr/bin/rauc service"), "etc/rauc/ca.cert.pem": "x"}
NFT = service("nftables", "/usr/sbin/nft -f /etc/nftables.conf")
HASH = "$6$abcd$" + "x" * 86
KEY = """-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIEWnp+VLtXkGxwEBqcgFTRvyMgfDo8t8mWhUxfl2Zg0q
-----END PRIVATE KEY-----
"""


def nginx(listen):
    return {**NGINX, "etc/nginx/nginx.conf": "events {}\nhttp { server { listen %s; } }\n" % listen}


def sshd(text):
    return {**SSH, "etc/ssh/sshd_config": text}


def rauc(transport, keyring="path=ca.cert.pem"):
    return {**RAUC, "etc/rauc/system.conf": f"[system]\ncompatible=box\n[keyring]\n{keyring}\n[polling]\nsource={transport}://"
            "updates.acme.example/box\n[slot.rootfs.0]\ndevice=/dev/a\n[slot.rootfs.1]\ndevice=/dev/b\n"}


def nft(policy, rule=""):
    return {**NFT, "etc/nftables.conf": "table inet f {\n chain input {\n  type filter hook input priority 0; policy %s;\n%s }\n}\n"
            % (policy, rule)}


def accounts(root="*", www="*", shell="/usr/sbin/nologin", *more):
    return passwd(("root", 0, "/bin/sh", root), ("www", 33, shell, www), *more)


def journal(storage):
    return {"etc/systemd/journald.conf": f"[Journal]\nStorage={storage}\n"}


PAIRS = [
    ("a service more", {}, ACME, "service", "acmed.service", "unknown", "I.2.b.config", True),
    ("a service that runs as root", service("acmed", "/usr/sbin/acmed", "www"), ACME, "service", "acmed", "worse", "I.2.k", True),
    ("a service that is there and does not start", {}, {**ACME, "etc/systemd/system/multi-user.target.wants/acmed.service": None},
     "service", "acmed", "neutral", "I.2.b.config", False),
    ("a listener from outside", nginx("127.0.0.1:80"), nginx("80"), "listener", "nginx tcp * 80", "worse", "I.2.j", True),
    ("a listener new, from outside", {}, nginx("8080"), "listener", "nginx tcp * 8080", "worse", "I.2.j", True),
    ("a listener new, on loopback", {}, nginx("127.0.0.1:8080"), "listener", "nginx tcp 127.0.0.1 8080", "neutral", "I.2.j", False),
    ("a listener without TLS", nginx("443 ssl"), nginx("443"), "listener", "nginx tcp * 443", "worse", "I.2.e", True),
    ("a listener on another port", nginx("8080"), nginx("8081"), "listener", "nginx tcp * 8081", "neutral", "I.2.j", False),
    ("an account gets a password", {}, accounts(root=HASH), "account", "root", "worse", "I.2.d", True),
    ("an account needs no password", accounts(root=HASH), accounts(root=""), "account", "root", "worse", "I.2.d", True),
    ("an account gets a shell", {}, accounts(shell="/bin/sh"), "account", "www", "worse", "I.2.d", True),
    ("an account more, locked", {}, accounts("*", "*", "/usr/sbin/nologin", ("op", 44, "/usr/sbin/nologin", "*")),
     "account", "op", "neutral", "I.2.d", False),
    ("an account more, with root's rights", {}, accounts("*", "*", "/usr/sbin/nologin", ("op", 0, "/usr/sbin/nologin", "*")),
     "account", "op", "worse", "I.2.d", True),
    ("a weaker hash", accounts(root=HASH), accounts(root="$1$abcdefgh$" + "x" * 22), "account", "root", "worse", "I.2.e", True),
    ("a way to log in", sshd("PasswordAuthentication no\n"), sshd("PasswordAuthentication yes\n"), "login", "ssh-password sshd",
     "worse", "I.2.d", True),
    ("a right without a password", {"usr/bin/sudo": ELF}, {"usr/bin/sudo": ELF, "etc/sudoers": "www ALL=(ALL) NOPASSWD: ALL\n"},
     "grant", "sudo-nopasswd www", "worse", "I.2.d", True),
    ("a setting that no rule is about", sshd("MaxAuthTries 3\n"), sshd("MaxAuthTries 4\n"), "setting", "sshd MaxAuthTries",
     "neutral", "I.2.b.config", False),
    ("updates without encryption", rauc("https"), rauc("http"), "updater", "rauc", "worse", "I.2.e", True),
    ("an updater is gone", rauc("https"), {}, "updater", "rauc", "worse", "I.2.c.updatable", True),
    ("no way back to the original state", {"etc/overlayroot.conf": "overlayroot=tmpfs\n"}, {}, "reset", "overlay", "worse",
     "I.2.b.reset", True),
    ("records in memory only", journal("persistent"), journal("volatile"), "log", "journald", "worse", "I.2.l", True),
    ("a packet filter that lets all in", nft("drop"), nft("accept"), "firewall", "nftables", "worse", "I.2.j", True),
    ("a packet filter is gone", nft("drop"), {}, "firewall", "nftables", "worse", "I.2.j", True),
    ("a weak cipher", sshd("Ciphers aes256-ctr\n"), sshd("Ciphers aes256-ctr,3des-cbc\n"), "crypto", "sshd cipher", "worse", "I.2.e",
     True),
    ("a weak cipher of what does not run", {"usr/sbin/sshd": ELF, "etc/ssh/sshd_config": "Ciphers aes256-ctr\n"},
     {"usr/sbin/sshd": ELF, "etc/ssh/sshd_config": "Ciphers aes256-ctr,3des-cbc\n"}, None, None, None, None, None),
    ("a private key", {}, {"etc/device/own.key": KEY}, "key", "etc/device/own.key", "worse", "I.2.e", True),
    ("a known secret", {**SNMP, "etc/snmp/snmpd.conf": "rocommunity gah5ohPh\n"},
     {**SNMP, "etc/snmp/snmpd.conf": "rocommunity public\n"}, "credential", "snmpd", "worse", "I.2.b.config", True),
    ("a door left by development", {}, service("adbd", "/usr/bin/adbd"), "debug", "adb", "worse", "I.2.j", True),
    ("a kernel setting that no rule is about", {"etc/sysctl.d/a.conf": "kernel.pid_max=10\n"},
     {"etc/sysctl.d/a.conf": "kernel.pid_max=11\n"}, "kernel", "sysctl kernel.pid_max", "neutral", "I.2.k", False),
    ("a newer package", {}, dpkg(openssl="3.0.12-1"), "package", "openssl", "neutral", "II.1", False),
    ("an older package", {}, dpkg(openssl="3.0.9-1"), "package", "openssl", "worse", "I.2.a", False),
    ("a package more", {}, dpkg(openssl="3.0.11-1", zlib="1.2"), "package", "zlib", "neutral", "II.1", False),
    ("a rule newly broken", {}, service("telnet", "/usr/sbin/telnetd -F"), "finding", "E-TELNET-ON", "worse", "I.2.e", True),
    ("a rule of low severity newly broken", journal("persistent"), journal("volatile"), "finding", "L-VOLATILE", "neutral", "I.2.l",
     False),
    ("a rule broken in a graver way", accounts(root=""), {**accounts(root=""), **service("telnet", "/usr/sbin/telnetd -F")},
     "finding", "D-ROOT-EMPTY", "worse", "I.2.d", True),
    ("a verdict that got worse", {}, service("telnet", "/usr/sbin/telnetd -F"), "verdict", "I.2.j", "worse", "I.2.j", True),
    # what cannot be read is never better, and never a loss either
    ("a file that cannot be read any more", sshd("Ciphers 3des-cbc\n"), sshd("Ciphers 3des-cbc\n\0"), "crypto", "sshd cipher",
     "unknown", "I.2.e", False),
    ("a file that could not be read before", sshd("Ciphers 3des-cbc\n\0"), sshd("Ciphers 3des-cbc\n"), "crypto", "sshd cipher",
     "worse", "I.2.e", True),
]

# table, the row as it is before and after (None: not there), of what is named in the first column
LISTENER = dict(path="etc/a", daemon="acmed", proto="tcp", address="*", port=1, reach="any", tls=0, state="open")
ACCOUNT = dict(path="etc/passwd", name="op", uid=5, shell="/bin/sh", interactive=1, password="hash", hash="sha512")
UPDATER = dict(path="etc/a", mechanism="rauc", source="https://u", automatic=1, enabled=1, transport="https", authentic=1,
               security_only=1, opt_out="a switch", postpone="a switch", notice="a line")
LOG = dict(path="etc/a", daemon="rsyslog", what="*.*", target="/var/log/all", persistence="persistent", auth=1, enabled=1)
CREDENTIAL = dict(path="etc/a", program="acmed", kind="password", user="op", digest="0011", form="hash", in_use=1)
PRIVATE = dict(path="etc/own.key", kind="private", spki="00", purpose="tls", algorithm="rsa", bits=4096, encrypted=1, sample=0)
CERTIFICATE = dict(path="etc/own.pem", subject="CN=a", issuer="CN=a", algorithm="rsa", bits=4096, trusted=0, sample=0)
CRYPTO = dict(path="etc/a", program="openssl", what="level", value="1", state="effective")
PACKAGE = dict(path="lib/apk/db/installed", manager="apk", name="musl", arch="x", version="1.2.3-r0")
RESET = dict(path="etc/a", mechanism="button", trigger="the button", erases="/overlay", enabled=1)
LOGIN = dict(path="etc/a", via="web", program="acmed", user="op", password="asked", enabled=1)
DEBUG = dict(path="etc/a", kind="uart", detail="console", enabled=1)
FIREWALL = dict(path="etc/a", tool="iptables", zone="INPUT", policy="drop", enabled=1)
RULE = dict(path="etc/a", tool="iptables", zone="INPUT", rule="-p tcp -j ACCEPT", enabled=1)
SERVICE = dict(path="etc/a", name="acmed", manager="sysv", program="acmed", state="enabled", starts=1)

FACTS = [
    ("listener", LISTENER, {"reach": "local"}, "better", "I.2.j", False),
    ("listener", LISTENER, {"reach": None}, "unknown", "I.2.j", False),
    ("listener", LISTENER, {"state": "off"}, "better", "I.2.j", False),
    ("listener", LISTENER, {"state": "unknown"}, "unknown", "I.2.j", False),
    ("listener", LISTENER, {"tls": 1}, "better", "I.2.e", False),
    ("listener", LISTENER, {"tls": None}, "unknown", "I.2.e", False),
    ("listener", LISTENER, None, "better", "I.2.j", False),
    ("listener", {**LISTENER, "reach": "loopback"}, None, "neutral", "I.2.j", False),
    ("listener", {**LISTENER, "reach": "loopback", "state": "unknown"}, {"state": "open"}, "neutral", "I.2.j", False),
    ("account", ACCOUNT, {"password": "locked", "hash": None}, "better", "I.2.d", False),
    ("account", ACCOUNT, {"password": "shadow-missing", "hash": None}, "unknown", "I.2.d", False),
    ("account", ACCOUNT, {"guessed": "list #3"}, "worse", "I.2.b.config", True),
    ("account", {**ACCOUNT, "guessed": "list #3"}, {"guessed": None}, "neutral", "I.2.d", False),
    ("account", ACCOUNT, {"hash": "yescrypt"}, "better", "I.2.e", False),
    ("account", ACCOUNT, {"interactive": None}, "unknown", "I.2.d", False),
    ("login", LOGIN, {"enabled": 0}, "better", "I.2.d", False),
    ("login", LOGIN, {"enabled": None}, "unknown", "I.2.d", False),
    ("login", LOGIN, {"password": "none"}, "worse", "I.2.d", True),
    ("updater", UPDATER, {"automatic": 0}, "worse", "I.2.c.auto", True),
    ("updater", UPDATER, {"enabled": 0}, "worse", "I.2.c.default-on", True),
    ("updater", UPDATER, {"enabled": None}, "unknown", "I.2.c.default-on", True),
    ("updater", UPDATER, {"authentic": 0}, "worse", "I.2.c.updatable", True),
    ("updater", UPDATER, {"authentic": None}, "unknown", "I.2.c.updatable", True),
    ("updater", UPDATER, {"security_only": 0}, "worse", "II.2.separate", True),
    ("updater", UPDATER, {"opt_out": None}, "worse", "I.2.c.optout", True),
    ("updater", UPDATER, {"postpone": None}, "worse", "I.2.c.postpone", True),
    ("updater", UPDATER, {"notice": None}, "worse", "I.2.c.notify", True),
    ("updater", UPDATER, {"interval": "daily"}, "neutral", "I.2.c.auto", False),
    ("updater", UPDATER, {"source": "https://v"}, "neutral", "I.2.c.auto", True),
    ("updater", {**UPDATER, "opt_out": None}, {"opt_out": "a switch"}, "neutral", "I.2.c.auto", False),
    ("reset", RESET, {"enabled": 0}, "worse", "I.2.b.reset", True),
    ("reset", RESET, {"enabled": None}, "unknown", "I.2.b.reset", True),
    ("reset", RESET, {"erases": "/data"}, "neutral", "I.2.b.reset", True),
    ("log", LOG, {"persistence": "remote", "target": "10.0.0.1"}, "neutral", "I.2.l", False),
    ("log", LOG, {"enabled": 0}, "worse", "I.2.l", True),
    ("log", LOG, {"auth": 0}, "worse", "I.2.l", True),
    ("log", {**LOG, "persistence": "remote", "tls": 1}, {"tls": 0}, "worse", "I.2.e", True),
    ("firewall", FIREWALL, {"policy": "reject"}, "neutral", "I.2.j", False),
    ("firewall", FIREWALL, {"enabled": 0}, "worse", "I.2.j", True),
    ("firewall", None, RULE, "worse", "I.2.j", True),
    ("firewall", RULE, None, "better", "I.2.j", False),
    ("crypto", {**CRYPTO, "weak": "level 1"}, {"value": "2", "weak": None}, "better", "I.2.e", False),
    ("crypto", {**CRYPTO, "weak": "level 1"}, {"state": "not-effective"}, "better", "I.2.e", False),
    ("key", PRIVATE, None, "better", "I.2.e", False),
    ("key", PRIVATE, {"encrypted": 0}, "worse", "I.2.e", True),
    ("key", PRIVATE, {"known": "a sample"}, "worse", "I.2.e", True),
    ("key", PRIVATE, {"bits": 2048}, "worse", "I.2.e", True),
    ("key", PRIVATE, {"bits": 256, "algorithm": "ec"}, "neutral", "I.2.e", False),
    ("key", PRIVATE, {"spki": "01"}, "neutral", "I.2.e", False),
    ("key", PRIVATE, {"path": "opt/own.key"}, "neutral", "I.2.e", False),
    ("certificate", CERTIFICATE, {"bits": 1024}, "worse", "I.2.e", True),
    ("certificate", CERTIFICATE, None, "neutral", "I.2.e", False),
    ("credential", None, CREDENTIAL, "worse", "I.2.d", True),
    ("credential", CREDENTIAL, {"in_use": 0}, "better", "I.2.d", False),
    ("credential", CREDENTIAL, {"form": "clear"}, "worse", "I.2.e", True),
    ("credential", None, {**CREDENTIAL, "in_use": 0}, "neutral", "I.2.d", False),
    ("debug", DEBUG, {"enabled": 0}, "better", "I.2.j", False),
    ("debug", {**DEBUG, "enabled": None}, {"enabled": 1}, "worse", "I.2.j", True),
    ("service", SERVICE, {"starts": 0, "state": "disabled"}, "unknown", "I.2.b.config", False),
    ("service", {**SERVICE, "user": "root"}, {"user": "www"}, "neutral", "I.2.b.config", False),
    ("package", PACKAGE, {"version": "1.2.4-r0"}, "neutral", "II.1", False),
    ("package", {**PACKAGE, "version": "1.2.3_rc1-r0"}, {"version": "1.2.3-r0"}, "neutral", "II.1", False),
    ("package", {**PACKAGE, "version": "1.10-r0"}, {"version": "1.9-r0"}, "worse", "I.2.a", False),
    ("package", {**PACKAGE, "version": "9f3c2a1"}, {"version": "1b2c3d4"}, "neutral", "II.1", False),
]
