#!/usr/bin/env python3
"""Writes the files below a folder as a C table (src/base/embedded.h).

    embed.py DATA-FOLDER OUT.c DEPFILE
"""
import os
import sys

data, out, depfile = sys.argv[1:4]
paths = []
for folder, subs, names in os.walk(data):
    subs.sort()
    paths += [os.path.join(folder, n) for n in names if not n.startswith(".")]
paths.sort(key=lambda p: os.path.relpath(p, data).encode())

with open(out, "w") as c:
    c.write('#include "base/embedded.h"\n\n')
    rows = []
    for i, path in enumerate(paths):
        raw = open(path, "rb").read()
        c.write(f"static const unsigned char file_{i}[] = {{")
        for k in range(0, len(raw), 24):
            c.write("\n\t" + ",".join(map(str, raw[k:k + 24])) + ",")
        c.write("0 };\n")
        name = os.path.relpath(path, data).replace("\\", "\\\\").replace('"', '\\"')
        rows.append(f'\t{{ "{name}", {{ file_{i}, {len(raw)} }} }},\n')
    c.write("\nconst struct embedded embedded_files[] = {\n")
    c.writelines(rows)
    c.write("\t{ 0 },\n};\n")

with open(depfile, "w") as d:
    d.write(f"{out}: " + " ".join(p.replace(" ", "\\ ") for p in paths) + "\n")
