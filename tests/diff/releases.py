"""Small releases of a product, made as folders: a base, and what a release has otherwise.

A release is a dict: path -> text of a file, ("link", target), or None (it is not there).
"""
import os
import sqlite3
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from reseal import reseal  # noqa: E402

# a program: what is looked at is that it is there
ELF = "\x7fELF"


def service(name, command, user=None):
    """a systemd service that starts"""
    unit = f"[Unit]\nDescription={name}\n[Service]\nExecStart={command}\n" + (f"User={user}\n" if user else "")
    path = f"usr/lib/systemd/system/{name}.service"
    return {path: unit + "[Install]\nWantedBy=multi-user.target\n", command.split()[0].lstrip("/"): ELF,
            f"etc/systemd/system/multi-user.target.wants/{name}.service": ("link", "/" + path)}


def passwd(*lines):
    """accounts: (name, uid, shell, password field of shadow)"""
    return {"etc/passwd": "".join(f"{n}:x:{uid}:{uid}::/root:{shell}\n" for n, uid, shell, _ in lines),
            "etc/shadow": "".join(f"{n}:{field}:19600:0:99999:7:::\n" for n, _, _, field in lines)}


def dpkg(**versions):
    return {"var/lib/dpkg/status": "".join(
        f"Package: {n}\nStatus: install ok installed\nArchitecture: arm64\nMaintainer: Acme\nVersion: {v}\n\n"
        for n, v in versions.items())}


BASE = {
    "usr/lib/systemd/systemd": ELF, "sbin/init": ("link", "../usr/lib/systemd/systemd"), "bin/sh": ELF,
    "usr/sbin/nologin": ELF,
    "usr/lib/systemd/system/default.target": "[Unit]\nRequires=multi-user.target\n",
    "usr/lib/systemd/system/multi-user.target": "[Unit]\nDescription=Multi\n",
    "etc/machine-id": "", "etc/os-release": "ID=acme\nVERSION_ID=1\nPRETTY_NAME=Acme\n",
    **passwd(("root", 0, "/bin/sh", "*"), ("www", 33, "/usr/sbin/nologin", "*")),
    **dpkg(openssl="3.0.11-1"),
}


def write(folder, release, base=BASE):
    for path, text in {**base, **release}.items():
        if text is None:
            continue
        at = os.path.join(folder, path)
        os.makedirs(os.path.dirname(at), exist_ok=True)
        if isinstance(text, tuple):
            os.symlink(text[1], at)
        else:
            with open(at, "w", encoding="latin-1") as f:
                f.write(text)
            os.chmod(at, 0o640 if path.endswith("shadow") else 0o755 if text == ELF else 0o644)
    return folder


class changed:
    """with changed(path) as db: db.execute(...); sealed afterwards"""

    def __init__(self, path):
        self.path = path

    def __enter__(self):
        self.db = sqlite3.connect(self.path)
        return self.db

    def __exit__(self, *_):
        self.db.commit()
        self.db.close()
        reseal(self.path)
