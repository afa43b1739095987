#!/usr/bin/env python3
"""Our texts are our own: no run of twelve words in common with what they speak of. Prints TAP.

    original.py SOURCE-FOLDER [SHARED-FOLDER]

The sources (the Regulation, what the Commission says about it, the two documents that are the
pattern) stand in SHARED-FOLDER, beside the project; where it is not at hand, the rows are skipped.
"""
import fnmatch
import glob
import os
import re
import sys

top = sys.argv[1]
shared = sys.argv[2] if len(sys.argv) > 2 else os.path.join(top, "..", "shared")
RUN = 12

# What is not compared, and why: our files, theirs.
EXCEPTIONS = [
    ("*", "descriptions.tsv", "the project's own descriptions of provisions"),
    ("data/law/*.tsv", "commission-*.tsv", "the gists there say of themselves that they are in the project's own words"),
    ("data/law/*.tsv", "provisions.tsv", "joined from the project's own descriptions"),
    ("data/law/*.tsv", "amendments.tsv", "the list of acts is the project's own table"),
]

OURS = [
    ("items and modules", "data/faq/**/*"), ("requirements and sources", "data/law/*.yaml"), ("descriptions of provisions", "data/law/*.tsv"),
    ("decision tables", "data/decisions/**/*"), ("rules", "data/rules/**/*"), ("keys of a declaration", "data/product/*"), ("documents", "docs/**/*.md"),
    ("the README", "README.md"),
]
THEIRS = ["law/*.md", "law/*.tsv", "seeds/*.txt"]
IDS = re.compile(r"\b(?:art|annex|recital|faq|guidance)(?:-[0-9a-z]+)+\b")      # a list of ids is nobody's text


def files(root, pattern):
    return [p for p in sorted(glob.glob(os.path.join(root, pattern), recursive=True)) if os.path.isfile(p)]


def read(path):
    with open(path, encoding="utf-8", errors="replace") as f:
        return f.read()


def lines(path):
    """Of our table of provisions only what describes them: citations and headings are the law's own names."""
    ours = os.path.abspath(path) == os.path.abspath(os.path.join(top, "data/law/provisions.tsv"))
    for n, line in enumerate(read(path).splitlines(), 1):
        yield n, (line.split("\t") + [""] * 3)[3] if ours and not line.startswith("#") else line


def words(path):
    """(word, its line)"""
    return [(word, n) for n, line in lines(path) for word in re.findall(r"[a-z0-9]+", IDS.sub(" ", line.lower()))]


def runs_of(path):
    w = [word for word, _ in words(path)]
    return {" ".join(w[i:i + RUN]) for i in range(len(w) - RUN + 1)}


def excepted(ours, theirs):
    return any(fnmatch.fnmatch(ours, a) and fnmatch.fnmatch(theirs, b) for a, b, _ in EXCEPTIONS)


def common(path, theirs):
    """The longest runs that are in both, with the line where each begins."""
    spots = words(path)
    w = [s for s, _ in spots]
    i = 0
    while i + RUN <= len(w):
        run = " ".join(w[i:i + RUN])
        if run not in theirs:
            i += 1
            continue
        end = i + RUN
        while end < len(w) and " ".join(w[end - RUN + 1:end + 1]) in theirs:
            end += 1
        yield f"{os.path.relpath(path, top)}:{spots[i][1]}: {' '.join(w[i:end])}"
        i = end


def main():
    sources = [p for pattern in THEIRS for p in files(shared, pattern)]
    print(f"1..{len(OURS)}")
    if not sources:
        for i, (name, _) in enumerate(OURS, 1):
            print(f"ok {i} - {name} # SKIP the sources are not at hand")
        return 0
    runs = {os.path.basename(p): runs_of(p) for p in sources}
    merged, bad = {}, 0
    for i, (name, pattern) in enumerate(OURS, 1):
        ours, wrong = files(top, pattern), []
        for path in ours:
            against = tuple(n for n in runs if not excepted(os.path.relpath(path, top), n))
            if against not in merged:
                merged[against] = set().union(*(runs[n] for n in against))
            wrong += common(path, merged[against])
        wrong = wrong if ours else ["no such file"]
        print(f"{'not ok' if wrong else 'ok'} {i} - {name}: {len(ours)} files against {len(runs)} sources")
        for w in wrong[:20]:
            print("#  ", w)
        bad += bool(wrong)
    return bad != 0


sys.exit(main())
