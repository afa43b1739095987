#!/usr/bin/env python3
"""The products below examples/, decided without an image, and what becomes of them when something is
said otherwise. Prints TAP.

    decide.py CRADLE DECIDE-FOLDER EXAMPLES-FOLDER [--update]

DECIDE-FOLDER has a folder for each product:
    verdicts.txt    key and verdict; --update writes it anew: read the diff
    changes.txt     blocks of lines, with an empty line between:
                        what is changed, in words
                        -lines of product.yaml that are taken away ...
                        +... and what stands there instead (or nothing)
                        KEY VERDICT [the key it asks for]
                        refused: part of the message    (instead of verdicts)
Each product named here is in EXAMPLES-FOLDER, and the other way round.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

args = [a for a in sys.argv[1:] if a != "--update"]
update = "--update" in sys.argv
cradle, golden, examples = args
GOOD = ("MET", "N/A-OK", "DEVIATION-OK")


def read(*path):
    with open(os.path.join(*path), encoding="utf-8") as f:
        return f.read()


def decide_all(name, declarations):
    """Decides many versions of one product, beside its evidence: verdicts by version, and the messages."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(os.path.join(examples, name, "evidence"), os.path.join(folder, "evidence"))
        for version, text in declarations.items():
            with open(os.path.join(folder, version + ".yaml"), "w", encoding="utf-8") as f:
                f.write(text)
        p = subprocess.run([cradle, "decide", "-p", folder, "--json"], capture_output=True, text=True, timeout=600)
    if p.returncode not in (0, 1, 2):
        raise RuntimeError(p.stderr[:2000])
    out = {}
    for line in p.stdout.splitlines():
        one = json.loads(line)
        out[os.path.basename(one["declaration"])[:-5]] = {v["key"]: v for v in one["verdicts"]}
    return out, p.stderr


def read_changes(name):
    """[(what is changed, [(old, new)], [expected])]"""
    out = []
    for block in re.split(r"\n{2,}", read(golden, name, "changes.txt").strip("\n")):
        about, *lines = block.split("\n")
        edits, expected = [], []
        for line in lines:
            if line[0] == "-" and (not edits or edits[-1][1]):
                edits.append(([], []))
            if line[0] in "-+":
                edits[-1][line[0] == "+"].append(line[1:] + "\n")
            else:
                expected.append(line)
        out.append((about, [("".join(old), "".join(new)) for old, new in edits], expected))
    return out


def changed(text, edits):
    """Whole lines only, and lines that stand there once."""
    text = "\n" + text
    for old, new in edits:
        if text.count("\n" + old) != 1:
            raise ValueError(f"stands there {text.count(old)} times: {old}")
        text = text.replace("\n" + old, "\n" + new)
    return text[1:]


def check_golden(name):
    p = subprocess.run([cradle, "decide", "-p", os.path.join(examples, name, "product.yaml"), "--json"],
                       capture_output=True, text=True, timeout=60)
    if p.returncode not in (0, 1):
        return [p.stderr]
    report = json.loads(p.stdout)
    got = f"gate {report['gate']}\n" + "".join(f"{v['key']} {v['verdict']}\n" for v in report["verdicts"])
    path = os.path.join(golden, name, "verdicts.txt")
    if update:
        with open(path, "w", encoding="utf-8") as f:
            f.write(got)
    want = read(path).splitlines()
    return [f"{line}: not expected" for line in got.splitlines() if line not in want] + \
           [f"{line}: expected" for line in want if line not in got.splitlines()]


def check_change(expected, got, messages):
    wrong = []
    for line in expected:
        if line.startswith("refused: "):
            if got or line[9:] not in messages:
                wrong.append(f"{line}: {messages.strip() or 'it was not refused'}")
            continue
        key, verdict, *asks = line.split()
        have = got[key] if got else {"verdict": messages.strip(), "needs_key": None}
        if have["verdict"] != verdict or (asks and have["needs_key"] != asks[0]):
            wrong.append(f"{key}: {have['verdict']} {have['needs'] or ''}, not {line}")
    return wrong


def without_lines(text):
    """The text without one of its facts, for each line that holds one and no more."""
    lines = text.splitlines(keepends=True)
    for i, line in enumerate(lines):
        if re.match(r' +(- \{|["\w]+: ["\w])', line):
            yield i + 1, "".join(lines[:i] + lines[i + 1:])


def fewer_facts(name, versions, before):
    """taking a fact away never makes anything MET or exempt that was neither"""
    variants = {f"{about} {number}": text
                for i, (about, whole) in enumerate(versions.items())
                for number, text in list(without_lines(whole))[i % 12::12]}
    after, _ = decide_all(name, variants)
    wrong = []
    for variant, got in after.items():
        about, number = variant.split()
        for key, v in got.items():
            was = before[about][key]["verdict"] if about in before else None
            if was and v["verdict"] in GOOD and was != v["verdict"] and was not in GOOD:
                wrong.append(f"{about} without line {number}: {key} from {was} to {v['verdict']}")
    return wrong


def check_product(name):
    text = read(examples, name, "product.yaml")
    changes = read_changes(name)
    versions = {str(i): changed(text, edits) for i, (_, edits, _) in enumerate(changes)}
    got, messages = decide_all(name, versions)
    yield f"{name}: all verdicts", check_golden(name)
    for i, (about, _, expected) in enumerate(changes):
        own = "".join(line + "\n" for line in messages.splitlines() if f"/{i}.yaml:" in line)
        yield f"{name}: {about}", check_change(expected, got.get(str(i)), own)
    yield f"{name}: {fewer_facts.__doc__}", fewer_facts(name, versions, got)


def main():
    names = sorted(n for n in os.listdir(golden) if os.path.isdir(os.path.join(golden, n)))
    tests = [("each example is decided here", [] if names == sorted(os.listdir(examples)) else [str(names)])]
    tests += [test for name in names for test in check_product(name)]
    print(f"1..{len(tests)}")
    for i, (name, wrong) in enumerate(tests, 1):
        print(f"{'not ok' if wrong else 'ok'} {i} - {name}")
        for line in wrong[:20]:
            print(f"# {line}")
    return any(wrong for _, wrong in tests)


sys.exit(main())
