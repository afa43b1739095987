#!/usr/bin/env python3
"""What is written twice is compared: includes with architecture.md, the man page and
the completion with the command table, dossier.md with the program. Prints TAP.

    docs.py CRADLE SOURCE-FOLDER
"""
import os
import re
import subprocess
import sys

cradle, top = sys.argv[1:3]
read = lambda *p: open(os.path.join(top, *p), encoding="utf-8").read()
say = lambda *a: subprocess.run([cradle, *a], capture_output=True, text=True, check=True).stdout


def includes():
    """every #include of ours is allowed by the table of docs/architecture.md"""
    may = {m[0]: set(re.findall(r"[a-z]+", m[1])) for m in
           re.findall(r"^\| `(\w+)` \|[^|]*\|([^|]*)\|$", read("docs", "architecture.md"), re.M)}
    src = os.path.join(top, "src")
    wrong = [f"src/{d} is not in the table" for d in os.listdir(src) if d not in may]
    wrong += [f"{d} is in the table but not in src/" for d in may if not os.path.isdir(os.path.join(src, d))]
    for folder, _, names in os.walk(src):
        here = os.path.relpath(folder, src).split(os.sep)[0]
        for name in names:
            for other in re.findall(r'#include "(\w+)/', open(os.path.join(folder, name)).read()):
                if other != here and other not in may.get(here, ()):
                    wrong.append(f"src/{here}/{name} includes {other}/")
    return wrong


def man():
    """the man page has every command with its usage and one-line text, and every option"""
    page = read("docs", "man", "cradle.1").replace("\\-", "-")
    wrong = []
    commands = re.findall(r"^  (\w+) +(\S.*)$", say("help"), re.M)
    for name, about in commands:
        text = say("help", name)
        usage = re.search(r"usage: cradle (.*)", text)[1]
        if f".SS {usage}\n{about}" not in page:
            wrong.append(f"the man page lacks '.SS {usage}' with '{about}'")
        for option in re.findall(r"(?<![\w-])--[a-z-]+", text.split("\n\n", 2)[-1]):
            if not re.search(re.escape(option) + r"\b", page):
                wrong.append(f"the man page lacks {option}")
    for usage in re.findall(r"^\.SS (\w+)", page, re.M):
        if usage not in dict(commands):
            wrong.append(f"the man page explains '{usage}', which is no command")
    known = set(re.findall(r"--[a-z-]+", "".join(say("help", n) for n, _ in commands))) | {"--help"}
    wrong += [f"the man page explains {o}, which is no option" for o in set(re.findall(r"(?<![\w-])--[a-z-]+", page)) - known]
    return wrong


def man_renders():
    """man(1) has nothing to complain about"""
    p = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z",
                        os.path.join(top, "docs", "man", "cradle.1")], capture_output=True, text=True)
    return [p.stderr] if p.stderr.strip() else []


def completion():
    """bash accepts the completion, and it knows every command"""
    text = say("help", "--completion")
    p = subprocess.run(["bash", "-c", text + '\nCOMP_WORDS=(cradle ""); COMP_CWORD=1; _cradle; echo "${COMPREPLY[@]}"'],
                       capture_output=True, text=True)
    got = set(p.stdout.split())
    want = set(re.findall(r"^  (\w+) ", say("help"), re.M))
    return [f"completes {sorted(got)}, expected {sorted(want)}: {p.stderr}"] if got != want else []


def dossier():
    """docs/dossier.md has every table and column"""
    p = subprocess.run([sys.executable, os.path.join(top, "tools", "dossier_doc.py"), cradle,
                        os.path.join(top, "docs", "dossier.md"), "--check"], capture_output=True, text=True)
    return [p.stderr.strip()] if p.returncode else []


def product():
    """docs/product.schema.json and docs/product.md have every key of a declaration"""
    wrong = [] if say("init", "--schema") == read("docs", "product.schema.json") else [
        "remake it: cradle init --schema >docs/product.schema.json"]
    p = subprocess.run([sys.executable, os.path.join(top, "tools", "product_doc.py"), cradle,
                        os.path.join(top, "docs", "product.md"), "--check"], capture_output=True, text=True)
    return wrong + ([p.stderr.strip()] if p.returncode else [])


def readme():
    """the README names exactly two set-up commands and no path of this machine"""
    text = read("README.md")
    make = re.findall(r"^    (make \S+)", text, re.M)
    return [] if make == ["make demo", "make check"] else [f"commands in the README: {make}"]


def strangers():
    """no path of a machine in what is shipped"""
    wrong = []
    for folder, subs, names in os.walk(top):
        subs[:] = [s for s in subs if s != ".git" and not s.startswith("build")]
        for name in names:
            path = os.path.join(folder, name)
            if os.path.islink(path) or os.path.abspath(path) == os.path.abspath(__file__):
                continue
            text = open(path, "rb").read()
            if os.path.abspath(top).encode() + b"/" in text:
                wrong.append(os.path.relpath(path, top))
    return wrong


tests = [includes, man, man_renders, completion, dossier, product, readme, strangers]
print(f"1..{len(tests)}")
bad = 0
for i, test in enumerate(tests, 1):
    try:
        wrong = test()
    except Exception as e:
        wrong = [f"{type(e).__name__}: {e}"]
    print(f"{'not ok' if wrong else 'ok'} {i} - {test.__doc__}")
    for w in wrong:
        print("#  ", w)
    bad += bool(wrong)
sys.exit(bad != 0)
