#!/usr/bin/env python3
"""Compares our view of unit states with 'systemctl --root list-unit-files'.

    systemctl.py CRADLE

Builds a small root file system with every kind of link a unit can have, asks
both, and prints TAP. Skipped where there is no systemctl. What they call
'static' or 'disabled' we may call started by something else; the table below
says which pairs mean the same.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile

UNITS = {
    "plain.service": "[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\n",
    "off.service": "[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\n",
    "static.service": "[Service]\nExecStart=/bin/true\n",
    "pulled.service": "[Service]\nExecStart=/bin/true\n",
    "puller.service": "[Unit]\nWants=pulled.service\n[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\n",
    "masked.service": "[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\n",
    "required.service": "[Service]\nExecStart=/bin/true\n[Install]\nRequiredBy=multi-user.target\n",
    "tmpl@.service": "[Service]\nExecStart=/bin/true %i\n[Install]\nWantedBy=multi-user.target\n",
    "idle@.service": "[Service]\nExecStart=/bin/true %i\n[Install]\nWantedBy=multi-user.target\n",
    "aliased.service": "[Service]\nExecStart=/bin/true\n[Install]\nAlias=other.service\n",
    "wait.socket": "[Socket]\nListenStream=1234\n[Install]\nWantedBy=sockets.target\n",
    "wait.service": "[Service]\nExecStart=/bin/true\n",
    "idle.socket": "[Socket]\nListenStream=1235\n[Install]\nWantedBy=sockets.target\n",
    "idle.service": "[Service]\nExecStart=/bin/true\n",
}
LINKS = {
    "multi-user.target.wants/plain.service": "/usr/lib/systemd/system/plain.service",
    "multi-user.target.wants/puller.service": "/usr/lib/systemd/system/puller.service",
    "multi-user.target.requires/required.service": "/usr/lib/systemd/system/required.service",
    "multi-user.target.wants/tmpl@a.service": "/usr/lib/systemd/system/tmpl@.service",
    "sockets.target.wants/wait.socket": "/usr/lib/systemd/system/wait.socket",
    "other.service": "/usr/lib/systemd/system/aliased.service",
    "masked.service": "/dev/null",
}
# theirs -> ours: what a boot starts on behalf of others keeps its own state with systemctl
SAME = {
    "enabled": {"enabled"},
    "disabled": {"disabled"},
    "static": {"static", "socket"},
    "masked": {"masked"},
    "indirect": {"disabled", "static", "enabled"},     # Also=, or a template of which an instance is enabled
}


def build(root):
    units = os.path.join(root, "usr/lib/systemd/system")
    etc = os.path.join(root, "etc/systemd/system")
    for name, text in UNITS.items():
        os.makedirs(units, exist_ok=True)
        with open(os.path.join(units, name), "w") as f:
            f.write(text)
    for name, to in LINKS.items():
        path = os.path.join(etc, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        os.symlink(to, path)
    os.makedirs(os.path.join(root, "bin"))
    for path in ("bin/true", "etc/machine-id"):
        open(os.path.join(root, path), "w").close()


def theirs(root):
    out = subprocess.run(["systemctl", "--root=" + root, "list-unit-files", "--no-legend", "--no-pager"],
                         capture_output=True, text=True, check=True).stdout
    rows = (line.split() for line in out.splitlines())
    return {r[0]: r[1] for r in rows if len(r) > 1 and r[0].endswith((".service", ".socket"))}


def ours(cradle, root):
    out = {}
    for table in ("services", "sockets"):
        p = subprocess.run([cradle, "inspect", root, "--list", table, "--json"], capture_output=True, text=True,
                           check=True)
        rows = json.loads(p.stdout)
        rows = rows if isinstance(rows, list) else next(v for v in rows.values() if isinstance(v, list))
        out.update({r["name"]: r["state"] for r in rows})
    return out


def main():
    cradle = sys.argv[1]
    if not shutil.which("systemctl"):
        print("1..0 # SKIP no systemctl here")
        return 0
    with tempfile.TemporaryDirectory() as root:
        build(root)
        try:
            want = theirs(root)
        except subprocess.CalledProcessError as e:
            print(f"1..0 # SKIP systemctl cannot look into a folder: {e.stderr.strip()}")
            return 0
        have, failed = ours(cradle, root), 0
    # an alias is no unit of its own with us
    want = {name: state for name, state in want.items() if state != "alias"}
    print(f"1..{len(want)}")
    for i, (name, state) in enumerate(sorted(want.items()), 1):
        good = have.get(name) in SAME.get(state, set())
        failed += not good
        print(f"{'ok' if good else 'not ok'} {i} - {name} {state}" + ("" if good else f", ours {have.get(name)}"))
    return failed != 0


sys.exit(main())
