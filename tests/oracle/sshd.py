#!/usr/bin/env python3
"""Asks OpenSSH itself: does 'sshd -T' see each configuration as cradle does?

    oracle/sshd.py CRADLE

Prints TAP; everything is skipped where /usr/sbin/sshd cannot be asked.
"""
import json
import os
import subprocess
import sys
import tempfile

SSHD = os.environ.get("SSHD", "/usr/sbin/sshd")
# keyword of cradle: keyword of 'sshd -T'
KEYS = ("PermitRootLogin PasswordAuthentication KbdInteractiveAuthentication PermitEmptyPasswords UsePAM "
        "PubkeyAuthentication HostbasedAuthentication IgnoreRhosts PermitUserEnvironment StrictModes MaxAuthTries "
        "MaxSessions MaxStartups LoginGraceTime X11Forwarding AllowTcpForwarding AllowAgentForwarding GatewayPorts "
        "PermitTunnel Ciphers MACs KexAlgorithms LogLevel SyslogFacility AddressFamily").split()
SAME = {"without-password": "prohibit-password"}
# added to the list by distributions' patches
EXTRA = {"sntrup761x25519-sha512"}

# name, files (the first is the configuration; DIR stands for their folder), options, connection, scopes that match it
CASES = [
    ("an empty file", {"c": ""}, [], None, []),
    ("the first one wins", {"c": "PermitRootLogin no\nPermitRootLogin yes\n"}, [], None, []),
    ("keywords in any case, = and quotes",
     {"c": "permitROOTlogin=yes\nX11Forwarding = \"yes\"\nMaxAuthTries\t\"3\"\n"}, [], None, []),
    ("a comment behind a value", {"c": "PermitRootLogin yes # for now\n"}, [], None, []),
    ("old names", {"c": "ChallengeResponseAuthentication no\n"}, [], None, []),
    ("times", {"c": "LoginGraceTime 1h30m\n"}, [], None, []),
    ("no grace time", {"c": "LoginGraceTime 0\n"}, [], None, []),
    ("without-password is prohibit-password", {"c": "PermitRootLogin without-password\n"}, [], None, []),
    ("Include comes where it stands",
     {"c": "Include DIR/d/*.conf\nPermitRootLogin no\n", "d/b.conf": "PermitRootLogin no\n",
      "d/a.conf": "PermitRootLogin yes\n", "d/x.txt": "X11Forwarding yes\n"}, [], None, []),
    ("an Include behind does not win",
     {"c": "PermitRootLogin no\nInclude DIR/d/*.conf\n", "d/a.conf": "PermitRootLogin yes\n"}, [], None, []),
    ("an Include of nothing", {"c": "Include DIR/none/*.conf\nUsePAM yes\n"}, [], None, []),
    ("Includes in Includes",
     {"c": "Include DIR/1\n", "1": "Include DIR/2\nMaxAuthTries 9\n", "2": "MaxAuthTries 8\n"}, [], None, []),
    ("a Match ends with its included file",
     {"c": "Include DIR/1\nPasswordAuthentication no\n", "1": "Match User bob\nX11Forwarding yes\n"}, [], None, []),
    ("Match is not global", {"c": "Match User bob\nPermitRootLogin yes\n"}, [], None, []),
    ("Match for the one it names", {"c": "PasswordAuthentication no\nMatch User bob\nPasswordAuthentication yes\n"},
     [], "user=bob,host=h,addr=192.0.2.1", ["Match User bob"]),
    ("Match all overrides", {"c": "PermitRootLogin no\nMatch all\nPermitRootLogin yes\n"},
     [], "user=root,host=h,addr=192.0.2.1", []),
    ("the first Match all wins",
     {"c": "Match all\nX11Forwarding no\nMatch all\nX11Forwarding yes\n"}, [], "user=root,host=h,addr=192.0.2.1", []),
    ("the first Match wins", {"c": "Match User bob\nMaxAuthTries 3\nMatch User bob\nMaxAuthTries 9\n"},
     [], "user=bob,host=h,addr=192.0.2.1", ["Match User bob"]),
    ("-o comes first", {"c": "PermitRootLogin no\n"}, ["-o", "PermitRootLogin=yes"], None, []),
    ("-o with a blank", {"c": "PermitRootLogin no\n"}, ["-o", '"PermitRootLogin yes"'], None, []),
    ("ciphers added", {"c": "Ciphers +aes128-cbc,3des-cbc\n"}, [], None, []),
    ("ciphers taken away", {"c": "Ciphers -aes*-ctr\n"}, [], None, []),
    ("MACs in front", {"c": "MACs ^hmac-sha2-512\n"}, [], None, []),
    ("kex alone", {"c": "KexAlgorithms diffie-hellman-group14-sha256\n"}, [], None, []),
    ("ports", {"c": "Port 22\nPort 2222\n"}, [], None, []),
    ("-p replaces Port", {"c": "Port 22\n"}, ["-p", "2022"], None, []),
    ("an address takes all ports", {"c": "Port 22\nPort 2222\nListenAddress 127.0.0.1\n"}, [], None, []),
    ("an address with its port", {"c": "Port 2222\nListenAddress 127.0.0.1:24\nListenAddress [::1]:25\n"}, [], None, []),
    ("one family", {"c": "AddressFamily inet\n"}, [], None, []),
    ("-4", {"c": ""}, ["-4"], None, []),
]


def ask_sshd(folder, options, connect):
    words = [SSHD, "-T", "-f", folder + "/c", "-h", folder + "/key"]
    words += [o.strip('"') for o in options] + (["-C", connect] if connect else [])
    p = subprocess.run(words, capture_output=True, text=True)
    if p.returncode:
        raise RuntimeError(p.stderr.strip())
    out = {"listenaddress": set()}
    for line in p.stdout.splitlines():
        key, _, value = line.partition(" ")
        if key == "listenaddress":
            out[key].add(value.replace("[::]:", "*:").replace("0.0.0.0:", "*:"))
        else:
            out[key] = SAME.get(value, value)
    return out


def ask_cradle(cradle, root, scopes):
    def table(name):
        return json.loads(subprocess.run([cradle, "inspect", root, "--list", name, "--json"],
                                         capture_output=True, check=True).stdout)
    settings = {}
    for row in table("setting"):
        scope = row["scope"].split(" ", 2)[2] if row["scope"].startswith("-f ") else row["scope"]
        if row["daemon"] != "sshd" or row["state"] == "overridden" or scope not in ["", *scopes]:
            continue
        if row["key"] not in settings or scope:
            settings[row["key"]] = row["value"]
    listens = {("[%s]:%d" if ":" in row["address"] else "%s:%d") %
               ("*" if row["address"] in ("0.0.0.0", "::") else row["address"], row["port"])
               for row in table("listener") if row["daemon"] == "sshd"}
    return settings, listens


def prepare(temp, i, files, options, version):
    folder = os.path.join(temp, str(i))
    root = os.path.join(temp, "root-%s" % i)
    for where in (folder, root + folder):
        for name, text in files.items():
            os.makedirs(os.path.dirname(os.path.join(where, name)), exist_ok=True)
            open(os.path.join(where, name), "w").write(text.replace("DIR", folder))
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder + "/key"], check=True)
    unit = "[Service]\nExecStart=/usr/sbin/sshd -D -f %s/c %s\n[Install]\nWantedBy=multi-user.target\n"
    texts = {
        "usr/lib/systemd/system/sshd.service": unit % (folder, " ".join(options)),
        "usr/lib/systemd/system/multi-user.target": "[Unit]\n",
        "usr/sbin/sshd": "", "usr/lib/systemd/systemd": "",
        "var/lib/dpkg/status": "Package: openssh-server\nStatus: install ok installed\nArchitecture: all\n"
                               "Version: 1:%s-1\n" % version,
    }
    for name, text in texts.items():
        os.makedirs(os.path.dirname(os.path.join(root, name)), exist_ok=True)
        open(os.path.join(root, name), "w").write(text)
    wants = root + "/etc/systemd/system/multi-user.target.wants"
    os.makedirs(wants)
    os.symlink("/usr/lib/systemd/system/multi-user.target", root + "/usr/lib/systemd/system/default.target")
    os.symlink("/usr/lib/systemd/system/sshd.service", wants + "/sshd.service")
    return folder, root


def compare(cradle, folder, root, options, connect, scopes):
    theirs = ask_sshd(folder, options, connect)
    settings, listens = ask_cradle(cradle, root, scopes)
    wrong = []
    for key in KEYS:
        ours, want = settings.get(key), theirs.get(key.lower())
        if ours is None or want is None:
            continue
        if "," in want:
            ours, want = [x for x in ours.split(",") if x not in EXTRA], [x for x in want.split(",") if x not in EXTRA]
            if key == "MACs" and want[:1] == ours[:1]:
                ours, want = list(dict.fromkeys(ours)), list(dict.fromkeys(want))
        if ours != want and str(ours).lower() != str(want).lower():
            wrong.append(f"{key}: sshd {want}, cradle {ours}")
    if not connect and listens != theirs["listenaddress"]:
        wrong.append(f"listens: sshd {sorted(theirs['listenaddress'])}, cradle {sorted(listens)}")
    return wrong


def version_of_sshd():
    text = subprocess.run([SSHD, "-V"], capture_output=True, text=True)
    text = text.stderr + text.stdout
    return text.split("OpenSSH_")[1].split()[0].split(",")[0] if "OpenSSH_" in text else None


def main():
    cradle = sys.argv[1]
    if not os.path.exists(SSHD) or not version_of_sshd():
        print("1..0 # SKIP no %s to ask" % SSHD)
        return 0
    failed = 0
    with tempfile.TemporaryDirectory(prefix="cradle-sshd-") as temp:
        try:
            ask_sshd(prepare(temp, "probe", {"c": ""}, [], "0")[0], [], None)
        except RuntimeError as e:
            print("1..0 # SKIP sshd -T: %s" % e)
            return 0
        print("1..%d" % len(CASES))
        for i, (name, files, options, connect, scopes) in enumerate(CASES, 1):
            folder, root = prepare(temp, i, files, options, version_of_sshd())
            wrong = compare(cradle, folder, root, options, connect, scopes)
            print("%s %d - %s" % ("not ok" if wrong else "ok", i, name))
            for w in wrong:
                print("#  ", w)
            failed += bool(wrong)
    return failed != 0


sys.exit(main())
