#!/usr/bin/env python3
"""Prints the names in a folder with this beginning and ending, the ending left off, sorted."""
import os
import sys

folder, begin, end = sys.argv[1:4]
names = os.listdir(folder) if os.path.isdir(folder) else []
print("\n".join(sorted(n[:-len(end)] for n in names if n.startswith(begin) and n.endswith(end))))
