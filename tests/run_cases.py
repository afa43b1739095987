#!/usr/bin/env python3
"""Runs every case below tests/cases and prints TAP.

    run_cases.py CRADLE CASES-FOLDER [--update] [NAME...]

A case is a folder: rootfs/ (the image), and one file for each expected output:
    findings.txt       state rule path:line detail, of all states but pass and not_applicable
    verdicts.txt       key and verdict
    list-TABLE.txt     what 'cradle inspect rootfs --list TABLE' prints
product.yaml (optional) is the declaration it is checked with, on each day that
as_of lists, a line each ('none': without a day). findings.txt then says what is
accepted, and verdicts.txt holds Annex I, Part I with what each still needs.
modes.txt (optional, "MODE PATH" a line) sets what git does not keep: the image
is then a tar made with these modes. --update writes the files anew: read the diff.
"""
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile

args = [a for a in sys.argv[1:] if a != "--update"]
update = "--update" in sys.argv
cradle, cases, only = args[0], args[1], args[2:]
env = {**os.environ, "SOURCE_DATE_EPOCH": "1795305600", "COLUMNS": "80", "LC_ALL": "C.UTF-8"}


def run(*words, env=env):
    p = subprocess.run([cradle, *words], capture_output=True, env=env, timeout=120)
    if p.returncode not in (0, 1):
        raise RuntimeError(p.stderr.decode(errors="replace"))
    return p.stdout.decode()


def image_of(case, temp):
    root, modes = os.path.join(case, "rootfs"), os.path.join(case, "modes.txt")
    if not os.path.exists(modes):
        return root
    wanted = dict(reversed(l.split(None, 1)) for l in open(modes).read().splitlines() if l.strip())
    out = os.path.join(temp, os.path.basename(case) + ".tar")

    def fix(info):
        info.uid = info.gid = 0
        info.uname = info.gname = "root"
        info.mtime = 0
        path = os.path.relpath(info.name, ".")
        if path in wanted:
            info.mode = int(wanted[path], 8)
        return info

    with tarfile.open(out, "w") as tar:
        for folder, subs, names in os.walk(root):
            subs.sort()
            for n in sorted(names + [s for s in subs if os.path.islink(os.path.join(folder, s))]):
                path = os.path.join(folder, n)
                tar.add(path, os.path.relpath(path, root), recursive=False, filter=fix)
    return out


def findings(result):
    rows = [f for f in result["findings"] if f["state"] not in ("pass", "not_applicable")]
    return "".join(f"{f['state']} {f['accepted'] + ' ' if f.get('accepted') else ''}{f['rule']} {f['path'] or '-'}"
                   f"{':%d' % f['line'] if f['line'] else ''} {f['detail'] or ''}".rstrip() + "\n" for f in rows)


def verdicts(result):
    return "".join(f"{v['key']:18}{v['verdict']}\n" for v in result["verdicts"])


def needs(result):
    return "".join(f"{v['key']:18}{v['verdict']:19}{v['needs_key'] or ''}".rstrip() + "\n" for v in result["verdicts"]
                   if v["key"].startswith("I."))


def declared(case, image, show):
    """a heading with the day and the gate, then what is shown; after the first day only what is new"""
    out, first, file = "", "", os.path.join(case, "as_of")
    for day in open(file).read().split() if os.path.exists(file) else ["none"]:
        bare = {k: v for k, v in env.items() if k != "SOURCE_DATE_EPOCH"}
        words = ["check", image, "--json", "-p", os.path.join(case, "product.yaml")]
        result = json.loads(run(*words, *([] if day == "none" else ["--as-of", day]), env=bare))
        shown = show(result)
        out += f"# as of {day}: {result['gate']}\n" + "".join(l for l in shown.splitlines(True) if l not in first.splitlines(True))
        first = first or shown
    return out


def actual(kind, case, image, result):
    product = os.path.exists(os.path.join(case, "product.yaml"))
    if kind == "findings.txt":
        return declared(case, image, findings) if product else findings(result())
    if kind == "verdicts.txt":
        return declared(case, image, needs) if product else verdicts(result())
    return run("inspect", image, "--list", kind[len("list-"):-len(".txt")])


def check(case, temp):
    image, cache = image_of(case, temp), []
    kinds = sorted(n for n in os.listdir(case) if n.endswith(".txt") and n != "modes.txt")
    if not kinds:
        return ["it expects nothing: add findings.txt, verdicts.txt or list-TABLE.txt"]

    def result():
        if not cache:
            cache.append(json.loads(run("check", image, "--json")))
        return cache[0]

    wrong = []
    for kind in kinds:
        path = os.path.join(case, kind)
        got = actual(kind, case, image, result)
        if update:
            open(path, "w").write(got)
        want = open(path).read()
        if want != got:
            old, new = want.splitlines(), got.splitlines()
            wrong += [f"{kind}: missing: {l}" for l in old if l not in new]
            wrong += [f"{kind}: unexpected: {l}" for l in new if l not in old]
            wrong += [] if wrong else [f"{kind}: same lines, another order"]
    return wrong


names = only or sorted(n for n in os.listdir(cases) if os.path.isdir(os.path.join(cases, n)))
print(f"1..{len(names)}")
failed = 0
with tempfile.TemporaryDirectory() as temp:
    for i, name in enumerate(names, 1):
        try:
            wrong = check(os.path.join(cases, name), temp)
        except Exception as e:
            wrong = [str(e)]
        print(f"{'not ok' if wrong else 'ok'} {i} - {name}")
        for w in wrong[:20]:
            print("#  ", w)
        failed += bool(wrong)
sys.exit(failed != 0)
