#!/usr/bin/env python3
"""Writes the files below a folder as a C table (src/base/embedded.h).

    embed.py DATA-FOLDER OUT.c DEPFILE YAML2C [FILE...]

The FILEs are there as docs/NAME. What every command reads is there as a tree too (tools/yaml2c.c). The rules are
not: only those who read an image wait for them.
"""
import hashlib
import os
import subprocess
import sys

data, out, depfile, yaml2c, *others = sys.argv[1:]
GROWN = ("decisions/", "law/", "product/")
paths = []
for folder, subs, names in os.walk(data):
    subs.sort()
    paths += [os.path.join(folder, n) for n in names if not n.startswith(".")]
paths = [p for p in paths if not os.path.relpath(p, data).startswith("faq/")]  # that is faqc's
named = {p: os.path.relpath(p, data) for p in paths} | {p: "docs/" + os.path.basename(p) for p in others}
paths = sorted(named, key=lambda p: named[p].encode())

with open(out, "w") as c:
    c.write('#include "base/embedded.h"\n#include "base/yaml.h"\n\n')
    rows = []
    for i, path in enumerate(paths):
        raw = open(path, "rb").read()
        c.write(f"static const unsigned char file_{i}[] = {{")
        for k in range(0, len(raw), 24):
            c.write("\n\t" + ",".join(map(str, raw[k:k + 24])) + ",")
        c.write("0 };\n")
        name = named[path]
        tree = name.endswith(".yaml") and name.startswith(GROWN)
        if tree:
            c.write(subprocess.run([yaml2c, str(i), name, path], check=True, stdout=subprocess.PIPE).stdout.decode())
        name = name.replace("\\", "\\\\").replace('"', '\\"')
        rows.append(f'\t{{ "{name}", {{ file_{i}, {len(raw)} }}, {f"tree_{i}" if tree else 0} }},\n')
    for folder in GROWN:
        total = hashlib.sha256()
        for path in paths:
            name = named[path]
            if name.startswith(folder):
                total.update(name.encode() + b"\0" + open(path, "rb").read())
        c.write(f'\nconst char embedded_{folder[:-1]}_sha256[] = "{total.hexdigest()}";\n')
    c.write("\nconst struct embedded embedded_files[] = {\n")
    c.writelines(rows)
    c.write("\t{ 0 },\n};\n")

with open(depfile, "w") as d:
    d.write(f"{out}: " + " ".join(p.replace(" ", "\\ ") for p in paths) + "\n")
