#!/usr/bin/env python3
"""One change in the knowledge base, one complaint: what 'cradle faq check' says of each. Prints TAP.

    lint.py CRADLE DATA-FAQ

Each row changes one thing in a copy of the folder. The command must exit 1 and say exactly
"FILE:LINE:COLUMN: why" for the file and line that the row names. What an item says after its
content changed ("it was changed since ...") is left out, but in the rows about dates.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

cradle, data = sys.argv[1:3]
R, O, M = "secure-by-default/reset.md", "secure-by-default/reset-old-firmware.md", "secure-by-default/module.yaml"
TODAY = "it was changed since"
SECTION = "items: [reset, reset-old-firmware, reset-user-data, reset-who, reset-software]"


def sub(old, new, count=1):
    """replaces a text that must be there"""
    def change(text):
        if old not in text:
            raise AssertionError(f"the row is out of date: no {old!r}")
        return text.replace(old, new, count)
    return change


def rsub(pattern, new):
    def change(text):
        out, n = re.subn(pattern, lambda m: new, text, count=1, flags=re.M | re.S)
        if not n:
            raise AssertionError(f"the row is out of date: no {pattern!r}")
        return out
    return change


def add(more):
    return lambda text: text.rstrip("\n") + "\n" + more


def answer(more):
    return add("\n" + more + "\n")


def whole(content):
    return lambda text: content


def words(n):
    return " ".join(["word"] * n)


# name; file; change; what is said: (file, a text of the line that is named or its number, why)
ROWS = [
    # citations
    ("an item without cites", R, rsub(r"^cites:\n.*?(?=^see)", ""), [(R, 2, "nothing is cited")]),
    ("a list of cites that is empty", R, rsub(r"^cites:\n.*?(?=^see)", "cites: []\n"), [(R, "cites:", "nothing is cited")]),
    ("a provision that does not exist", R, sub("id: annex-1-part-1-2-m", "id: art-99-1"), [(R, "art-99-1", "no such provision: 'art-99-1'")]),
    ("a wrong weight", R, sub("id: faq-4-2-4, weight: faq", "id: faq-4-2-4, weight: law"),
     [(R, "faq-4-2-4", "the weight of 'faq-4-2-4' is faq")]),
    ("a version that was superseded", R, sub("id: faq-4-2-4,", "id: faq-version-1-2,"),
     [(R, "faq-version-1-2", "was superseded by 'faq': cite that")]),
    ("the draft of the guidance", R, sub("id: faq-4-2-4, weight: faq", "id: guidance-draft-85, weight: guidance"),
     [(R, "guidance-draft-85", "was superseded by 'guidance': cite that")]),
    ("a draft that does not say so", R, sub("id: faq-4-2-4, weight: faq", "id: en-40000-1-2, weight: standard"),
     [(R, "en-40000-1-2", "is a draft: 'supports' has to say so")]),
    ("a draft that says so", R, sub('id: faq-4-2-4, weight: faq, supports: "', 'id: en-40000-1-2, weight: standard, supports: "A draft. '), []),
    ("a proposal that does not say so", R, sub("id: faq-4-2-4, weight: faq", "id: com-2026-590, weight: law"),
     [(R, "com-2026-590", "is a proposal: 'supports' has to say so")]),
    ("a citation without what it supports", R, sub(', supports: "Quotes the requirement together with its second limb"', ""),
     [(R, "faq-4-2-4", "a citation has 'id', 'weight' and 'supports'")]),
    ("a citation that is a text", R, rsub(r"^cites:\n.*?(?=^see)", "cites: [art-13]\n"), [(R, "cites:", "a citation has 'id', 'weight' and 'supports'")]),
    ("a citation with a field more", R, sub("weight: faq, ", "weight: faq, page: 3, "), [(R, "faq-4-2-4", "no field 'page'")]),
    # dates
    ("content changed, the date did not", R, answer("More of it."), [(R, "as_of:", TODAY)]),
    ("the date changed, content did not", R, sub("as_of: 2026-11-30", "as_of: 2026-12-01"),
     [(R, "as_of:", "nothing changed since 2026-11-30: the date is that day")]),
    ("a version that is not on record", R, lambda t: answer("More of it.")(sub("as_of: 2026-11-30", "as_of: 2026-12-01")(t)),
     [(R, "as_of:", "this version is not on record: make faq-stamp")]),
    ("as of a day before it was published", R, sub("published: 2026-11-30", "published: 2026-12-24"),
     [(R, "as_of:", "it is as of 2026-11-30, before it was published")]),
    ("a day that does not exist", R, sub("published: 2026-11-30", "published: 2026-02-30"), [(R, "published:", "'2026-02-30' is no date")]),
    ("a day in another order", R, sub("published: 2026-11-30", "published: 30.11.2026"), [(R, "published:", "is no date"), (R, "as_of:", "before it was published")]),
    ("a module's day that does not exist", M, sub("published: 2026-11-30", "published: 2026-13-01"), [(M, "published:", "'2026-13-01' is no date")]),
    ("the record out of order", "history.tsv", add("2026-01-01\tsecure-by-default/reset\t" + "0" * 64 + "\tchanged\n"),
     [("history.tsv", "2026-01-01", "'secure-by-default/reset' has a version of")]),
    ("a line of the record without tabs", "history.tsv", add("2026-12-01 secure-by-default/reset\n"),
     [("history.tsv", "2026-12-01 ", "expected date, id, hash and what changed")]),
    # questions
    ("a question without its mark", R, rsub(r"^(question: .*?)\?$", "question: Does secure by default include a way to reset"),
     [(R, "question:", "a question ends with '?'")]),
    ("a question too long", R, rsub(r"^question: .*?\?$", f"question: Is {words(40)} so?"), [(R, "question:", "characters; 160 are enough")]),
    ("two that ask nearly the same and say otherwise", O,
     rsub(r"^question: .*?\?$", "question: Does secure by default include ways to reset a product to its original state?"),
     [(O, "question:", "'secure-by-default/reset' asks nearly the same and says yes; this says conditional")]),
    ("fewer than three ways to ask", R, rsub(r"^asks:\n.*?(?=^cites)", "asks:\n  - one way\n  - another\n"), [(R, "- one way", "2 other ways to ask; at least 3")]),
    ("no way to ask", R, rsub(r"^asks:\n.*?(?=^cites)", ""), [(R, 2, "0 other ways to ask")]),
    ("the question as a way to ask", R, sub("asks:\n", "asks:\n  - Does secure by default include a way to reset the product to its original state?\n"),
     [(R, "  - Does secure", "is the question itself")]),
    ("a way to ask that is a map", R, sub("asks:\n", "asks:\n  - why: a reset\n"), [(R, "- why: a reset", "expected a text")]),
    # verdict and answer
    ("a verdict that is none", R, sub("verdict: yes", "verdict: perhaps"), [(R, "verdict:", "no verdict 'perhaps'")]),
    ("an answer that begins otherwise", R, sub("verdict: yes", "verdict: no"), [(R, "verdict:", "the answer begins with 'No'")]),
    ("the first paragraph is too long", R, sub("\n---\nYes. ", f"\n---\nYes. {words(60)} "), [(R, 2, "the first paragraph has")]),
    ("an answer too short", R, rsub(r"\n---\nYes\. .*", "\n---\nYes. So it is.\n"), [(R, 2, "the answer has 4 words; 40 to 300")]),
    ("an answer too long", R, answer(words(300)), [(R, 2, "words; 40 to 300")]),
    ("a heading", R, answer("## More"), [(R, 2, "an answer has no place for a heading")]),
    ("HTML", R, answer("<div>more</div>"), [(R, 2, "an answer has no place for HTML")]),
    ("HTML within a line", R, answer("It is <b>so</b>."), [(R, 2, "an answer has no place for HTML")]),
    ("a picture", R, answer("![a](law:art-13)"), [(R, 2, "an answer has no place for a picture")]),
    ("a table", R, answer("| a | b |\n|---|---|\n| c | d |"), [(R, 2, "an answer has no place for a table")]),
    ("a quotation", R, answer("> more"), [(R, 2, "an answer has no place for a quotation")]),
    ("a link to no provision", R, answer("See [that](law:art-99)."), [(R, 2, "a link leads to 'law:art-99', which is nothing")]),
    ("a link to no item", R, answer("See [that](faq:secure-by-default/nothing)."), [(R, 2, "which is nothing")]),
    ("a link to the web", R, answer("See [that](https://example.org/)."), [(R, 2, "which is nothing")]),
    ("a link that is a script", R, answer("See [that](javascript:alert(1))."), [(R, 2, "which is nothing")]),
    ("a link to a draft", R, answer("See [that](law:guidance-draft-85)."), [(R, 2, "a link leads to 'law:guidance-draft-85', which is draft")]),
    # what leads where
    ("see that does not exist", R, sub("see: [", "see: [secure-by-default/nothing, "), [(R, "see:", "no item 'secure-by-default/nothing'")]),
    ("see to itself", R, sub("see: [", "see: [secure-by-default/reset, "), [(R, "see:", "it leads to itself")]),
    ("an old id that another item has", R, sub("see: [", "was: [secure-by-default/meaning]\nsee: ["),
     [(R, 1, "its id, or one under 'was', is that of another item")]),
    ("an old id that two items had", O, sub("see: [", "was: [secure-by-default/old]\nsee: ["), [(O, 1, "is that of another item")],
     {R: sub("see: [", "was: [secure-by-default/old]\nsee: [")}),
    ("an item in no section", "secure-by-default/extra.md", None, [("secure-by-default/extra.md", 1, "lists it")],
     {"secure-by-default/extra.md": "copy of " + R}),
    ("an item in two sections", M, sub("items: [meaning, ", "items: [meaning, reset, "), [(M, SECTION, "'reset' stands in two sections")]),
    ("a section that names no item", M, sub("items: [meaning, ", "items: [nothing, meaning, "), [(M, "items: [nothing", "no item 'nothing' in this module")]),
    ("a related module that does not exist", M, sub("related: [", "related: [nothing, "), [(M, "related:", "no other module 'nothing'")]),
    ("a module that is related to itself", M, sub("related: [", "related: [secure-by-default, "), [(M, "related:", "no other module 'secure-by-default'")]),
    ("a folder that is not listed", "orphan/x.md", None, [("modules.yaml", "- secure-by-default", "the folder 'orphan' is not listed")], {"orphan/x.md": "---\n---\n"}),
    ("a module that has no folder", "modules.yaml", add("  - nothing\n"), [("nothing/module.yaml", 1, "No such file")]),
    # modules and tasks
    ("a lead too long", M, rsub(r"^lead: >\n  [^\n]*", f"lead: >\n  {words(50)}"), [(M, "lead:", "the lead has 50 words; 40 at most")], {}, 1),
    ("a role that is none", M, sub("roles: [firmware", "roles: [king"), [(M, "roles:", "no role 'king'")]),
    ("a field of a module that is none", M, sub("use: ", "colour: red\nuse: "), [(M, "colour:", "no field 'colour'")]),
    ("a module without a title", M, sub("title: Secure by default\n", ""), [(M, 1, "'title' is missing")]),
    ("a module that cites nothing", M, rsub(r"^cites:\n.*?(?=^sections)", ""), [(M, 1, "nothing is cited")]),
    ("no workflow", M, rsub(r"^workflow:\n.*", ""), [(M, 1, "a module has a 'workflow'")]),
    ("a task of a role that is none", M, sub("    role: firmware", "    role: king"), [(M, "- id: inventory", "no role 'king'")]),
    ("a task for a limb that is none", M, sub("    limbs: [", "    limbs: [I.9.z, "), [(M, "I.9.z", "no limb 'I.9.z'")]),
    ("a task for a key that is none", M, sub("    keys: [", "    keys: [nothing.at_all, "), [(M, "workflow:", "product.yaml has no key 'nothing.at_all'")], {}, 1),
    ("a task explained by no item", M, sub("    items: [settings-covered", "    items: [nothing, settings-covered"), [(M, "items: [nothing", "no item 'nothing'")]),
    ("a task for a provision that is none", M, sub("    cites: [", "    cites: [art-99, "), [(M, "art-99", "no such provision: 'art-99'")]),
    ("a task that cites nothing", M, rsub(r"^    cites: \[[^\]]*\]\n", ""), [(M, "- id: inventory", "the task 'inventory' cites nothing")]),
    ("a task without its test", M, rsub(r"^    done: [^\n]*\n", ""), [(M, "- id: inventory", "'done' is missing")]),
    ("two tasks with one id", M, sub("  - id: risks\n", "  - id: inventory\n"), [(M, "workflow:", "two tasks are called 'inventory'")], {}, 1),
    # fields
    ("an unknown field", R, sub("verdict: yes", "verdict: yes\ncolour: red"), [(R, "colour:", "no field 'colour'")]),
    ("a field twice", R, sub("verdict: yes", "verdict: yes\nverdict: yes"), [(R, 4, "")], {}, -1),
    ("a role of an item that is none", R, sub("roles: [firmware", "roles: [king"), [(R, "roles:", "no role 'king'")]),
    ("a list where a text is due", R, rsub(r"^question: ([^\n]*)", "question: [Is it so?]"), [(R, "question:", "'question' is missing"), (R, "question:", "a question ends")]),
    ("a text where a list is due", R, rsub(r"^roles: [^\n]*", "roles: firmware"), [(R, "roles:", "expected a list")]),
    # files (what is not read is missed elsewhere, too)
    ("no front matter", R, rsub(r"^---\n.*?\n---\n", ""), [(R, 1, "expected a line '---'")], {}, -1),
    ("front matter that never ends", R, rsub(r"\n---\nYes.*", "\n"), [(R, 1, "expected a line '---'")], {}, -1),
    ("broken YAML", R, sub("verdict: yes", "verdict: [yes"), [(R, None, "")], {}, -1),
    ("a tab in YAML", R, sub("verdict: yes", "\tverdict: yes"), [(R, None, "")], {}, -1),
    ("broken YAML of a module", M, sub("title: Secure", "title: [Secure"), [(M, None, "")], {}, -1),
    ("an empty file", R, whole(""), [(R, 1, "is empty")], {}, -1),
    ("a binary file", R, whole("\x00\x01\x02\x7fELF" * 1000), [(R, 1, "")], {}, -1),
    ("a binary module", M, whole("\x00\x01\x02\x7fELF" * 1000), [(M, 1, "")], {}, -1),
    ("a link that leads round in a circle", R, "loop", [(R, 1, "")], {}, -1),
    ("a folder for a file", R, "folder", [(R, 1, "")], {}, -1),
]


def lay(temp, file, change):
    path = os.path.join(temp, file)
    if change in ("loop", "folder"):
        os.unlink(path)
        os.symlink(os.path.basename(path), path) if change == "loop" else os.mkdir(path)
        return
    if isinstance(change, str):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        text = open(os.path.join(temp, change[8:]), encoding="utf-8").read() if change.startswith("copy of ") else change
    else:
        text = change(open(path, encoding="utf-8").read())
    if os.path.exists(path):
        os.unlink(path)                # it is a link to the one copy that all rows share
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def line_of(temp, file, mark, nth=0):
    """The number of the first line with this text; of those in the front, for an item."""
    if mark is None or isinstance(mark, int):
        return mark
    for number, line in enumerate(open(os.path.join(temp, file), encoding="utf-8"), 1):
        if mark in line:
            return number
    raise AssertionError(f"the row is out of date: no line with {mark!r} in {file}")


def check(folder):
    return subprocess.run([cradle, "faq", "check", folder], capture_output=True, text=True, timeout=120)


def row(temp, name, file, change, said, more={}, slack=0):
    """slack: how far below a key its value may be named; -1: other complaints may follow."""
    for path, how in more.items():
        lay(temp, path, how)
    if change is not None:
        lay(temp, file, change)
    p = check(temp)
    wrong = [] if p.returncode == 1 else [f"exit {p.returncode}"]
    lines = p.stdout.splitlines()
    if said and (not lines or not re.fullmatch(r"\d+ problems", lines[-1])):
        wrong.append("no count at the end")
    about_dates = any(TODAY in why for _, _, why in said)
    lines = [l for l in lines[:-1] if about_dates or TODAY not in l]
    for where, mark, why in said:
        number = line_of(temp, where, mark)
        hits = [l for l in lines if (m := re.match(re.escape(os.path.join(temp, where)) + r":(\d+):\d+: ", l)) and why in l
                and (number is None or 0 <= int(m[1]) - number <= max(slack, 0))]
        if not hits and not any(re.match(re.escape(os.path.join(temp, where)) + r":", l) and why in l and slack < 0 for l in lines):
            wrong.append(f"nothing like {where}:{number}: {why}")
        lines = [l for l in lines if l not in hits]
    if slack >= 0:
        wrong += [f"says more: {l}" for l in lines]
    if not said and p.returncode == 1 and not lines:
        wrong = []
    return wrong + p.stdout.splitlines()[:6] if wrong else []


def unchanged(temp):
    p = check(temp)
    return [] if p.returncode == 0 and re.fullmatch(r"\d+ items in \d+ modules: .*\n", p.stdout) and not p.stderr else [p.stdout, p.stderr]


def fails(text):
    """Of a folder that cannot be read: exit 2 or 3, nothing on stdout, one line that names it."""
    def test(temp):
        folder = text(temp)
        p = check(folder)
        good = p.returncode in (2, 3) and not p.stdout and p.stderr.count("\n") == 1 and p.stderr.startswith("cradle: ") and temp in p.stderr
        return [] if good else [f"exit {p.returncode}", p.stdout, p.stderr]
    return test


def no_concepts(temp):
    os.unlink(os.path.join(temp, "concepts.yaml"))
    return temp


def modules_are(content):
    def change(temp):
        lay(temp, "modules.yaml", whole(content))
        return temp
    return change


OTHERS = [
    ("an unchanged copy", unchanged),
    ("a folder that does not exist", fails(lambda t: os.path.join(t, "nothing"))),
    ("a file for a folder", fails(lambda t: os.path.join(t, "modules.yaml"))),
    ("a module for the folder", fails(lambda t: os.path.join(t, "secure-by-default"))),
    ("no concepts", fails(no_concepts)),
    ("a list of modules that is empty", fails(modules_are(""))),
    ("a list of modules that is a text", fails(modules_are("modules: all\n"))),
    ("a list of modules that is broken", fails(modules_are("modules: [a\n"))),
]

print(f"1..{len(ROWS) + len(OTHERS)}")
bad = 0
tests = [(name, test, ()) for name, test in OTHERS] + [(r[0], row, r) for r in ROWS]
top = tempfile.TemporaryDirectory()
base, temp = os.path.join(top.name, "base"), os.path.join(top.name, "faq")
shutil.copytree(data, base)
for i, (name, test, args) in enumerate(tests, 1):
    shutil.copytree(base, temp, copy_function=os.link)
    try:
        wrong = test(temp, *args)
    except (AssertionError, OSError, subprocess.SubprocessError) as e:
        wrong = [str(e)]
    shutil.rmtree(temp)
    print(f"{'not ok' if wrong else 'ok'} {i} - {name}")
    for w in wrong:
        print("#  ", w.strip().replace("\n", "\n#   "))
    bad += bool(wrong)
sys.exit(bad != 0)
