#!/usr/bin/env python3
"""Prints every C file below a folder but main.c, relative to its parent, sorted."""
import os
import sys

root = sys.argv[1]
found = []
for folder, subs, names in os.walk(root):
    found += [os.path.relpath(os.path.join(folder, n), os.path.dirname(root))
              for n in names if n.endswith(".c") and n != "main.c"]
print("\n".join(sorted(found)))
