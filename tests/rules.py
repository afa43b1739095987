#!/usr/bin/env python3
"""A team's own rules: what is wrong with one is said with its file and line, and a right one works. Prints TAP.

    rules.py CRADLE
"""
import json
import os
import re
import subprocess
import sys
import tempfile

cradle = sys.argv[1]
GOOD = """id: X-TEST
title: A title
limb: I.2.j
severity: high
probes: [accounts]
finds: SELECT path, line, name AS detail FROM account WHERE uid = 0
why: Because.
fix: Do it.
examples:
  - files: { etc/passwd: "root:x:0:0::/:/bin/sh\\n" }
    finds: 1
  - files: { etc/passwd: "u:x:1:0::/:/bin/sh\\n" }
    finds: 0
"""
# (what is changed, the text in GOOD, what stands there instead, what is said)
BAD = [
    ("an unknown key", "why:", "wyh:", "x.yaml:7:6: a rule has no key 'wyh'"),
    ("no title", "title: A title\n", "", "a rule needs 'title'"),
    ("a limb that is none", "limb: I.2.j", "limb: I.2.z", "no limb 'I.2.z'"),
    ("a whole point for a limb", "limb: I.2.j", "limb: I.2.c", "no limb 'I.2.c'"),
    ("a limb no image shows", "limb: I.2.j", "limb: II.5", "no limb 'II.5'"),
    ("a severity that is none", "severity: high", "severity: grave", "severity is low, medium, high or critical"),
    ("nobody looked", "probes: [accounts]\n", "", "who looked where?"),
    ("a table that is none", "FROM account", "FROM acount", "x.yaml:6:8: finds: no such table: acount"),
    ("a column that is none", "WHERE uid", "WHERE udi", "finds: no such column: udi"),
    ("SQL that writes", "SELECT path, line, name AS detail FROM account WHERE uid = 0", "DELETE FROM meta",
     "the query may only read"),
    ("two queries", "WHERE uid = 0", "WHERE uid = 0; SELECT 1", "one query at a time"),
    ("no example that finds", "    finds: 1", "    finds: 0", "one that doesn't"),
    ("no examples", GOOD[GOOD.index("examples:"):], "", "one that doesn't"),
    ("an example that lies", "u:x:1", "u:x:0", "expected 0 findings, got 1"),
    ("an id that is taken", "id: X-TEST", "id: D-SSH-ROOT", "the id 'D-SSH-ROOT' is taken by"),
    ("no YAML", "limb: I.2.j", "limb: [I.2.j", "x.yaml:"),
    ("an id that is no word", "id: X-TEST", 'id: "X TEST"', "an id is of letters, digits and '-', 40 at most"),
    ("a probe that is none", "probes: [accounts]", "probes: [acounts]", "no probe 'acounts'"),
    ("a column too few", "SELECT path, line, name AS detail", "SELECT path, line", "finds: path, line, detail and"),
    ("a column too many", "name AS detail", "name AS detail, 'low', 1", "finds: path, line, detail and"),
    ("decides neither", "why:", "decides: false\nwhy:", "'decides' is yes or no"),
    ("an example with an unknown key", "    finds: 0", "    find: 0\n    finds: 0", "an example has no key 'find'"),
    ("an example's state that is none", "    finds: 0", "    finds: 0\n    state: passed", "no state 'passed'"),
    ("an example's state that did not come", "/bin/sh\\n\" }\n    finds: 1", "/bin/sh\\n\" }\n    finds: 1\n    state: pass",
     "expected a finding 'pass'"),
    ("an example's base64 that is none", "\"u:x:1:0::/:/bin/sh\\n\"", "\"base64:u:x\"", "no base64"),
    ("a daemon that is none", "    finds: 0", "    enabled: [ssdh]\n    finds: 0", "no daemon 'ssdh'"),
    ("a second document", "probes:", "---\nprobes:", "x.yaml:5:1: one document"),
    ("a tag", "severity: high", "severity: !!str high", "tags"),
    ("a declared key that is none", "    finds: 0", "    declared: { updates: { singed: \"yes\" } }\n    finds: 0",
     "x.yaml:13:28: no key 'updates.singed'; did you mean 'updates.signed'?"),
    ("a declared value that is none", "    finds: 0", "    declared: { updates: { signed: often } }\n    finds: 0",
     "x.yaml:13:36: updates.signed"),
    ("a declaration that is none", "    finds: 0", "    declared: everything\n    finds: 0", "x.yaml:13:15:"),
    ("declared facts that exclude each other", "    finds: 0",
     "    declared: { updates: { signed: \"yes\", possible: \"no\" } }\n    finds: 0", "checks no update"),
    ("a query about the declaration that is none", "probes:", "declared: SELECT 1 FROM declartion\nprobes:",
     "declared: no such table: declartion"),
    ("asks what nobody answers", "probes:", "asks: verdicts\nprobes:", "a rule asks 'findings'"),
    ("an item that is none", "fix:", "faq: secure-by-default/nothing\nfix:", "x.yaml:8:6: no item 'secure-by-default/nothing'"),
    ("a need that is none", "probes:", "needs: [colours]\nprobes:", "'needs' is modes, owners or links"),
]


def check(text):
    with tempfile.TemporaryDirectory() as temp:
        open(os.path.join(temp, "x.yaml"), "w").write(text)
        return subprocess.run([cradle, "rules", "check", temp], capture_output=True, text=True)


def folder():
    """a folder in which a rule would be passed over is refused"""
    with tempfile.TemporaryDirectory() as temp:
        for about, make, says in (
                ("empty", lambda: None, "holds no rule"),
                ("another ending", lambda: open(os.path.join(temp, "x.yml"), "w").write(GOOD), "holds no rule"),
                ("a dangling link", lambda: os.symlink("gone", os.path.join(temp, "y.yaml")), "y.yaml"),
                ("too deep", lambda: os.makedirs(os.path.join(temp, *"a0/b/c/d/e/f/g/h/i/j".split("/"))), "deep")):
            make()
            p = subprocess.run([cradle, "rules", "check", temp], capture_output=True, text=True)
            assert p.returncode == 2 and says in p.stderr, f"{about}: {p.stderr or p.stdout}"
        p = subprocess.run([cradle, "rules", "check", temp, temp], capture_output=True, text=True)
        assert p.returncode == 2 and "one" in p.stderr, p.stderr or p.stdout


def unknown_only():
    """a rule that can only tell 'unknown' is shown with that query"""
    with tempfile.TemporaryDirectory() as temp:
        text = GOOD.replace("finds: SELECT", "unknown: SELECT", 1).replace("    finds: 1", "    finds: 0\n    state: unknown")
        open(os.path.join(temp, "x.yaml"), "w").write(text)
        p = subprocess.run([cradle, "rules", "check", temp], capture_output=True, text=True)
        assert p.returncode == 0, p.stderr
        out = subprocess.run([cradle, "rules", "show", "X-TEST", "--rules", temp], capture_output=True, text=True).stdout
        assert "(null)" not in out and "unknown" in out and "WHERE uid = 0" in out, out


def use():
    with tempfile.TemporaryDirectory() as temp:
        os.makedirs(os.path.join(temp, "rules"))
        os.makedirs(os.path.join(temp, "root", "etc"))
        open(os.path.join(temp, "rules", "x.yaml"), "w").write(GOOD)
        open(os.path.join(temp, "root", "etc", "passwd"), "w").write("admin:x:0:0::/:/bin/sh\n")
        p = subprocess.run([cradle, "check", os.path.join(temp, "root"), "--json", "--rules",
                            os.path.join(temp, "rules")], capture_output=True, text=True)
        found = [f for f in json.loads(p.stdout)["findings"] if f["rule"] == "X-TEST"]
        assert [(f["state"], f["path"], f["line"], f["detail"]) for f in found] == [("fail", "etc/passwd", 1, "admin")], found


def built_in():
    """ids are those of the catalogue: a letter of the point, or DECL for what is declared, and a name; the file is named after the id"""
    for line in subprocess.run([cradle, "rules", "list"], capture_output=True, text=True, check=True).stdout.splitlines():
        rule = line.split()[0]
        assert re.fullmatch(r"(DECL|[A-M])(-[A-Z0-9]+)+", rule), rule
        shown = subprocess.run([cradle, "rules", "show", rule], capture_output=True, text=True, check=True).stdout
        assert re.search(rf"^file +rules/[a-z0-9-]+/{rule}\.yaml:1$", shown, re.M), shown
        limb = re.search(r"^limb +I\.2\.([a-m])", shown, re.M)[1]
        if rule.startswith("DECL-"):
            continue
        assert limb == rule[0].lower(), f"{rule} belongs to point {rule[0].lower()}, its limb is in {limb}"


def others():
    """a rule that asks for the findings of others names rules that exist, and runs after them"""
    listed = subprocess.run([cradle, "rules", "list"], capture_output=True, text=True, check=True).stdout
    known = {line.split()[0] for line in listed.splitlines()}
    asking = 0
    for rule in sorted(known):
        shown = subprocess.run([cradle, "rules", "show", rule], capture_output=True, text=True, check=True).stdout
        named = set(re.findall(r"'([A-M](?:-[A-Z0-9]+)+)'", shown))
        assert named <= known, f"{rule} names {named - known}"
        asking += bool(named)
        assert not named or "FROM finding" in shown, f"{rule} names {named} and asks no finding"
    assert asking > 5, asking


def named():
    """a declaration that names a rule which does not exist is refused, with place and nearest id"""
    with tempfile.TemporaryDirectory() as temp:
        root, rules, declared = (os.path.join(temp, x) for x in ("root", "rules", "p.yaml"))
        os.mkdir(root), os.mkdir(rules)
        open(os.path.join(root, "hostname"), "w").write("box\n")
        open(os.path.join(rules, "x.yaml"), "w").write(GOOD)

        def judge(text, *words):
            open(declared, "w").write(text)
            return subprocess.run([cradle, "check", root, "--json", "-p", declared, *words], capture_output=True, text=True)
        accepted = "accepted:\n  - { rule: %s, path: any }\n"
        p = judge(accepted % "E-TELNET-NO")
        assert p.returncode == 2 and not p.stdout, p
        assert "p.yaml:2:13: accepted[].rule: no rule 'E-TELNET-NO'; did you mean 'E-TELNET-ON'?" in p.stderr, p.stderr
        p = judge(accepted % "QQQQQQQQQQ")
        assert p.returncode == 2 and "'cradle rules list' names them" in p.stderr, p.stderr
        p = judge(accepted % "X-NONE" + "claims:\n  - { limb: I.2.e, covers: [E-TELNET-ON, D-SHS-ROOT] }\n")
        assert p.returncode == 2 and "p.yaml:2:13: accepted[].rule" in p.stderr and "holds 2 mistakes" in p.stderr, p.stderr
        assert "p.yaml:4:42: claims[].covers: no rule 'D-SHS-ROOT'; did you mean 'D-SSH-ROOT'?" in p.stderr, p.stderr
        assert judge(accepted % "X-TEST").returncode == 2
        assert judge(accepted % "X-TEST", "--rules", rules).returncode in (0, 1)
        assert judge(accepted % "E-TELNET-ON").returncode in (0, 1)
        assert judge(accepted % "none").returncode in (0, 1)


def nothing_declared():
    """without a declaration nothing is held against it, whatever cannot be read"""
    with tempfile.TemporaryDirectory() as temp:
        os.makedirs(os.path.join(temp, "etc"))
        open(os.path.join(temp, "etc", "passwd"), "w").write("\0\0\0")
        p = subprocess.run([cradle, "check", temp, "--json"], capture_output=True, text=True)
        found = {f["rule"]: f["state"] for f in json.loads(p.stdout)["findings"] if f["rule"].startswith("DECL-")}
        assert found and set(found.values()) == {"not_applicable"}, found


tests = [("a right rule passes", lambda: None if check(GOOD).returncode == 0 else check(GOOD).stderr),
         ("a team's rule finds", use), (folder.__doc__, folder), (unknown_only.__doc__, unknown_only), (built_in.__doc__, built_in),
         (others.__doc__, others), (named.__doc__, named), (nothing_declared.__doc__, nothing_declared)]
for about, old, new, says in BAD:
    assert old in GOOD, about

    def one(old=old, new=new, says=says):
        p = check(GOOD.replace(old, new, 1))
        assert p.returncode == 2 and says in p.stderr and p.stderr.count("\n") == 1, p.stderr or p.stdout
    tests.append((about, one))
print(f"1..{len(tests)}")
bad = 0
for i, (about, test) in enumerate(tests, 1):
    try:
        why = test()
    except Exception as e:
        why = f"{type(e).__name__}: {e}"
    print(f"{'not ok' if why else 'ok'} {i} - {about}")
    if why:
        print("#  ", why.replace("\n", " "))
    bad += bool(why)
sys.exit(bad != 0)
