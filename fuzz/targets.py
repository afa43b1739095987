#!/usr/bin/env python3
"""Prints the names of all fuzz targets, as 'replay --list' does, before anything is built.

    targets.py SRC-FOLDER
"""
import os
import re
import sys

src = sys.argv[1]
formats = open(f"{src}/image/formats.c").read().split("formats[] = {", 1)[1].split("};", 1)[0]
probes = open(f"{src}/facts/probes.c").read().split("#define PROBE(name)", 1)[0]
print("\n".join([f"format-{name.lower()}" for name in re.findall(r'^\s*\{ "([A-Za-z0-9]+)', formats, re.M)] +
                ["probe-" + name.replace("_", "") for name in re.findall(r"\bPROBE\((\w+)\)", probes)] +
                re.findall(r'^\s*\{ "(text-\w+)"', open(os.path.join(os.path.dirname(__file__), "fuzz.c")).read(), re.M)))
