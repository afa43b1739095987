#!/usr/bin/env python3
"""Writes the second half of docs/dossier.md from the program's own vocabulary.

    dossier_doc.py CRADLE docs/dossier.md [--check]
"""
import subprocess
import sys

MARK = "<!-- from here on written by tools/dossier_doc.py; a test compares -->\n"
cradle, path = sys.argv[1:3]
tables = dict(l.split(None, 1) for l in
              subprocess.run([cradle, "inspect", "--list", "tables"], capture_output=True, text=True,
                             check=True).stdout.splitlines())
columns = [l.split("\t") for l in
           subprocess.run([cradle, "inspect", "--list", "columns"], capture_output=True, text=True,
                          check=True).stdout.splitlines()]
out = []
for table, about in tables.items():
    out.append(f"\n## {table}\n\n{about[0].upper()}{about[1:]}.\n\n| column | type | holds |\n|---|---|---|\n")
    out += [f"| `{c}` | {kind} | {text.replace('|', chr(92) + '|')} |\n" for t, c, kind, text in columns if t == table]
old = open(path).read()
new = old.split(MARK)[0] + MARK + "".join(out)
if "--check" in sys.argv:
    sys.exit(0 if old == new else f"{path} is not what the program says: run tools/dossier_doc.py {cradle} {path}")
open(path, "w").write(new)
