#!/usr/bin/env python3
"""A disk that is full: whatever cradle writes, it is there whole or as it was before. Prints TAP.

    full.py CRADLE SOURCE-FOLDER

Each command writes a file of more than some bytes where no file may grow past them (RLIMIT_FSIZE with
SIGXFSZ ignored: write(2) fails in the middle, as on a full disk, without being root); the report formats are
those that the program says it has. Then once more on a real file system that is full, where one can be mounted.
"""
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile

cradle, top = (os.path.abspath(a) for a in sys.argv[1:3])
ROOM = 2048
tests = []


def small_files():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, ROOM))


def run(*words, **more):
    return subprocess.run([cradle, *words], cwd=tmp, capture_output=True, text=True, timeout=120, **more)


def contents(folder):
    out = {}
    for here, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(here, name), "rb") as f:
                out[os.path.relpath(os.path.join(here, name), folder)] = f.read()
    return out


def check(words, name):
    """the command, which writes 'name' in the folder 'out': once with nothing there, once with an earlier one there"""
    place = os.path.join(tmp, "out")
    for before in ({}, {name: b"an earlier one\n"}):
        shutil.rmtree(place, ignore_errors=True)
        os.mkdir(place)
        for path, text in before.items():
            with open(os.path.join(place, path), "wb") as f:
                f.write(text)
        p = run(*words, preexec_fn=small_files)
        if p.returncode != 3 or p.stderr.count("\n") != 1 or name not in p.stderr:
            return f"{' '.join(words)}: exit {p.returncode}: {p.stderr[-300:]}"
        if contents(place) != before:
            return f"{' '.join(words)}: the folder holds {sorted(contents(place))}"
    return None


def formats():
    p = run("report", "gw.cradle", "--format", "?")
    return re.search(r"there are (.*)", p.stderr)[1].split()


def reports():
    """each format of 'report' is written whole or not at all"""
    wrong, tried = [], 0
    for name in formats():
        path = os.path.join(tmp, "whole")
        if os.path.exists(path):
            os.remove(path)
        if run("report", "ok.cradle", "--format", name, "-o", path).returncode != 0:
            continue                # not for this product; its refusal is tested elsewhere
        if os.path.getsize(path) <= ROOM:
            continue                # it fits
        tried += 1
        wrong.append(check(["report", "ok.cradle", "--format", name, "-o", "out/" + name], name))
    wrong = [w for w in wrong if w]
    return wrong or (None if tried >= 3 else [f"only {tried} formats are larger than {ROOM} bytes"])


def others():
    """so is what the other commands write"""
    rows = [
        (["check", "rootfs", "--dossier", "out/x.cradle", "-q"], "x.cradle"),
        (["check", "rootfs", "--format", "html", "-q", "-o", "out/x.html"], "x.html"),
        (["inspect", "rootfs", "-q", "-o", "out/x.cradle"], "x.cradle"),
        (["decide", "-p", "product.yaml", "--dossier", "out/x.cradle", "-q"], "x.cradle"),
        (["diff", "old.cradle", "gw.cradle", "--json", "-o", "out/x.json"], "x.json"),
        (["portfolio", "ok.cradle", "gw.cradle", "--format", "html", "-o", "out/x.html"], "x.html"),
        (["sql", "gw.cradle", "SELECT * FROM finding", "-o", "out/x.txt"], "x.txt"),
    ]
    return [w for w in (check(words, name) for words, name in rows) if w]


def disk():
    """a file system that is full: one message, nothing half-written"""
    place = os.path.join(tmp, "disk")
    os.mkdir(place)
    script = ('mount -t tmpfs -o size=8k none "$1" && { "$2" report ok.cradle --format html -o "$1/x.html"; code=$?; '
              'find "$1" -mindepth 1; exit $code; }')
    p = subprocess.run(["unshare", "-rm", "sh", "-c", script, "sh", place, cradle], cwd=tmp, capture_output=True, text=True)
    if "unshare" in p.stderr or "mount" in p.stderr:
        return "SKIP no file system can be mounted here"
    if p.returncode != 3 or "No space left" not in p.stderr or p.stderr.count("\n") != 1 or p.stdout:
        return [f"exit {p.returncode}: {p.stdout}{p.stderr}"]
    return None


def standard_output():
    """standard output that cannot be written to is an error, not a success"""
    wrong = []
    for words in (["report", "ok.cradle"], ["report", "ok.cradle", "--json"], ["diff", "ok.cradle", "gw.cradle"],
                  ["portfolio", "ok.cradle", "gw.cradle"]):
        with open("/dev/full", "w") as full:
            p = subprocess.run([cradle, *words], cwd=tmp, stdout=full, stderr=subprocess.PIPE, text=True)
        if p.returncode != 3 or "cannot write" not in p.stderr:
            wrong.append(f"{' '.join(words)}: exit {p.returncode}: {p.stderr}")
    return wrong


with tempfile.TemporaryDirectory() as tmp:
    example = os.path.join(top, "examples", "consumer-router")
    shutil.copytree(os.path.join(example, "evidence"), os.path.join(tmp, "evidence"))
    shutil.copy(os.path.join(example, "product.yaml"), tmp)
    shutil.copytree(os.path.join(top, "tests", "cases", "debian-systemd", "rootfs"), os.path.join(tmp, "rootfs"), symlinks=True)
    run("decide", "-p", "product.yaml", "--dossier", "ok.cradle", "-q")
    run("check", "rootfs", "--dossier", "gw.cradle", "-q")
    run("check", os.path.join(top, "tests", "cases", "router-vendor", "rootfs"), "--dossier", "old.cradle", "-q")
    tests = [reports, others, disk, standard_output]
    print(f"1..{len(tests)}")
    bad = 0
    for i, test in enumerate(tests, 1):
        try:
            wrong = test()
        except Exception as e:
            wrong = [f"{type(e).__name__}: {e}"]
        skip = wrong if isinstance(wrong, str) else None
        print(f"{'not ok' if wrong and not skip else 'ok'} {i} - {test.__doc__}" + (f" # {skip}" if skip else ""))
        if wrong and not skip:
            bad += 1
            for w in wrong:
                print("#   " + str(w).replace("\n", "\n#   "))
sys.exit(bad > 0)
