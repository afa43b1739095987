#!/usr/bin/env python3
"""Adds up meson's test logs and ends with 'N passed, N failed'; exits 1 when one failed.

    summary.py BUILD-FOLDER...
"""
import json
import os
import re
import sys

passed = failed = skipped = 0
for build in sys.argv[1:]:
    log = os.path.join(build, "meson-logs", "testlog.json")
    if not os.path.exists(log):
        print(f"not run: {build}")
        failed += 1
        continue
    for line in open(log):
        test = json.loads(line)
        out = test.get("stdout", "")
        ok = len(re.findall(r"^\s*ok \d+(?!.*# SKIP)", out, re.M | re.I))
        skip = len(re.findall(r"^\s*ok \d+.*# SKIP", out, re.M | re.I))
        bad = len(re.findall(r"^\s*not ok \d+", out, re.M))
        good = test["result"] in ("OK", "EXPECTEDFAIL")
        if test["result"] == "SKIP":
            skipped += 1
            continue
        if not good:
            print(f"failed: {build}: {test['name']} ({test['result']})")
            bad = max(bad, 1)
        elif ok + skip == 0:
            ok = 1
        passed, failed, skipped = passed + ok, failed + bad, skipped + skip
print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
sys.exit(failed != 0)
