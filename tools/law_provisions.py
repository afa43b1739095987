#!/usr/bin/env python3
"""Makes data/law/provisions.tsv from the text of Regulation (EU) 2024/2847 laid out as Markdown.

    law_provisions.py TEXT.md PROVISIONS.tsv [--about FILE.tsv]   writes ids, citations, headings and hashes anew
    law_provisions.py TEXT.md PROVISIONS.tsv --check              compares instead, and says what differs
    law_provisions.py TEXT.md PROVISIONS.tsv --was ID OLD NEW     hash of ID where the text NEW read OLD before

The descriptions are our own words: they stay as they are in PROVISIONS.tsv, or come from the last column of FILE.tsv
(first column: the id). The text is read and nothing of it is written but hashes. The normal form that is hashed is the
one of src/law/clause.c, written a second time here on purpose: two implementations that agree are a test.

Layout of TEXT.md: "# Chapter II — TITLE", "## Recital 1", "## Article 13 — Title", "## Annex I — TITLE",
"### Annex I, Part I — Title"; paragraphs "(1) ...", points "- (a) ...", sub-points "  - (i) ...", points of annexes
"1. ..." and "3.1. ...", notes "[^1]". A line that begins with ">" (an amendment of another act) is left out.
"""
import hashlib
import re
import sys

ROMAN = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"]
ORDINAL = ["", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
CLOSERS = ("HAVE ADOPTED THIS", "This Regulation shall be binding", "Done at ", "A statement has been made")
SAME = {"'": "\u2018\u2019\u201a\u201b", '"': "\u201c\u201d\u201e\u201f\u00ab\u00bb",
        "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212", " ": "\u00a0\u2007\u2009\u202f\t\r"}
UNIFY = str.maketrans({c: to for to, chars in SAME.items() for c in chars} |
                      {c: None for c in "\u00ad\u200b\u2060\ufeff"} | {"\u2026": "..."})
MARKER = re.compile(r"^(?:- )?(?:\((?:\d{1,3}[a-z]?|[ivx]{1,5}|[a-z])\)|\d{1,2}(?:\.\d{1,2})?\.)(?: |$)")


def normal(lines):
    """The form that is hashed: one line, plain quotes and dashes, no markers and no footnote marks."""
    out = []
    for line in lines:
        line = re.sub(r" *\[\^[^\]\s]{1,20}\]", "", line.translate(UNIFY))
        line = MARKER.sub("", re.sub(" +", " ", line).strip(), count=1).strip()
        if line:
            out.append(line)
    return " ".join(out)


def digest(lines):
    return hashlib.sha256(normal(lines).encode()).hexdigest()


def units(text):
    """Yields (kind, number, heading, blocks); a block is (level, marker, line)."""
    unit = None
    for raw in re.split(r"\n\s*\n", text.split("\n# Footnotes\n")[0]):
        line = raw.strip("\n")
        head = re.match(r"#+ (Chapter|Recital|Article|Annex) ([IVX]+|\d+)(?:, (Part|Class) ([IVX]+))?(?: — (.*))?$", line)
        if head:
            number = int(head[2]) if head[2].isdigit() else ROMAN.index(head[2])
            if head[3]:
                unit[3].append((head[3].lower(), head[4], head[5] or ""))
                continue
            if unit:
                yield unit
            unit = (head[1].lower(), number, head[5] or "", [])
        elif line.startswith("# ") or line.startswith(CLOSERS):
            if unit:
                yield unit
            unit = None
        elif unit and line.strip() and not line.startswith(("<!--", ">")):
            unit[3].append(block(line))
    if unit:
        yield unit


def block(line):
    for level, pattern in (("roman", r"  - \(([ivx]+)\) "), ("letter", r"- \(([a-z])\) "), ("number", r"\((\d+)\) "),
                           ("dotted", r"(\d+(?:\.\d+)?)\. ")):
        m = re.match(pattern, line)
        if m:
            return level, m[1], line
    return "", "", line.lstrip()


class Clauses:
    """The rows, in document order, each with the lines it holds."""
    def __init__(self):
        self.rows = []

    def add(self, ident, citation, heading, blocks):
        self.rows.append((ident, citation, heading, [b if isinstance(b, str) else line_of(b) for b in blocks]))


def line_of(b):
    """A part's heading is a line like any other."""
    return f"{b[0].title()} {b[1]}" + (f" — {b[2]}" if b[2] else "") if b[0] in ("part", "class") else b[2]


def article(c, number, heading, blocks):
    base, cite = f"art-{number}", f"Article {number}"
    c.add(base, cite, heading, blocks)
    groups = []
    for b in blocks:
        if b[0] == "number" or not groups:
            groups.append((b[1] if b[0] == "number" else "", []))
        groups[-1][1].append(b)
    for mark, group in groups:
        pid, pcite = base, cite
        if mark:
            pid = f"{base}-{mark}"
            pcite = f"Article 3, point ({mark})" if number == 3 else f"{cite}({mark})"
            c.add(pid, pcite, heading, group)
        subs = []
        for b in group:
            if not subs or (b[0] == "" and not b[2][:1].islower()):
                subs.append([])
            subs[-1].append(b)
        for n, sub in enumerate(subs, 1):
            scite = pcite
            if len(subs) > 1:
                scite = f"{pcite}, {ORDINAL[n]} subparagraph"
                c.add(f"{pid}-sub-{n}", scite, heading, sub)
            points(c, pid, scite, heading, sub)


def points(c, pid, cite, heading, blocks):
    for i, b in enumerate(blocks):
        if b[0] == "letter":
            end = next((k for k in range(i + 1, len(blocks)) if blocks[k][0] == "letter"), len(blocks))
            letter = b[1]
            c.add(f"{pid}-{letter}", f"{cite}, point ({letter})", heading, blocks[i:end])
        elif b[0] == "roman":
            c.add(f"{pid}-{letter}-{b[1]}", f"{cite}, point ({letter})({b[1]})", heading, blocks[i:i + 1])


def annex(c, number, heading, blocks):
    base = bcite = ""
    c.add(f"annex-{number}", f"Annex {ROMAN[number]}", heading, [f"Annex {ROMAN[number]} — {heading}"] + blocks)
    base, bcite, title = f"annex-{number}", f"Annex {ROMAN[number]}", heading

    def until(i, levels):
        return next((k for k in range(i + 1, len(blocks)) if blocks[k][0] in levels), len(blocks))

    top = ""
    for i, b in enumerate(blocks):
        level, mark, text = b
        if level in ("part", "class"):
            base = f"annex-{number}-{level}-{ROMAN.index(mark)}"
            bcite = f"Annex {ROMAN[number]}, {level.title()} {mark}"
            title = text or heading
            c.add(base, bcite, title, blocks[i:until(i, ("part", "class"))])
        elif level in ("number", "dotted"):
            inner = "." in mark
            end = until(i, ("part", "class", "number", "dotted"))
            while not inner and end < len(blocks) and blocks[end][1].startswith(mark + "."):
                end = until(end, ("part", "class", "number", "dotted"))
            top = f"{base}-{mark.replace('.', '-')}"
            pcite = f"{bcite}, point ({mark})" if level == "number" else f"{bcite}, point {mark}"
            c.add(top, pcite, title, blocks[i:end])
        elif level == "letter":
            c.add(f"{top}-{mark}", f"{pcite}({mark})", title,
                  blocks[i:until(i, ("part", "class", "number", "dotted", "letter"))])


def clauses(text):
    c = Clauses()
    for kind, number, heading, blocks in units(text):
        if kind == "chapter":
            c.add(f"chapter-{number}", f"Chapter {ROMAN[number]}", heading, [f"Chapter {ROMAN[number]} — {heading}"])
        elif kind == "recital":
            c.add(f"recital-{number}", f"Recital {number}", "", blocks)
        elif kind == "article":
            article(c, number, heading, blocks)
        else:
            annex(c, number, heading, blocks)
    return c.rows


def main():
    text_path, out_path = sys.argv[1:3]
    with open(text_path, encoding="utf-8") as f:
        rows = clauses(f.read())
    options = sys.argv[3:]
    if options[:1] == ["--was"]:
        ident, old, new = options[1:4]
        lines = next(r[3] for r in rows if r[0] == ident)
        if new not in "\n".join(lines):
            sys.exit(f"{ident} does not hold '{new}'")
        print(ident, digest("\n".join(lines).replace(new, old).split("\n")))
        return
    with open(options[1] if options[:1] == ["--about"] else out_path, encoding="utf-8") as f:
        table = [line.split("\t") for line in f.read().splitlines() if line and not line.startswith("#")]
    column = table[0].index("description")
    about = {r[0]: r[column] for r in table[1:]}
    made = ["id\tcitation\theading\tdescription\tsha256"]
    made += ["\t".join((i, cite, head, about.get(i, ""), digest(lines))) for i, cite, head, lines in rows]
    if "--check" not in options:
        with open(out_path, "w", encoding="utf-8", newline="\n") as f:
            f.write("\n".join(made) + "\n")
        print(f"{len(rows)} provisions, {sum(not about.get(r[0]) for r in rows)} without a description")
        return
    with open(out_path, encoding="utf-8") as f:
        there = f.read().splitlines()
    wrong = [f"{a.split(chr(9))[0]} is not what the text says" for a in there if a not in set(made)]
    wrong += [f"{a.split(chr(9))[0]} is missing or differs" for a in made if a not in set(there)]
    sys.exit("\n".join(wrong) if wrong or there != made else 0)


if __name__ == "__main__":
    main()
